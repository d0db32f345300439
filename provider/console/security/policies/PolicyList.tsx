import { Button, Group as Line, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useList } from "#common/ui/api/useList.ts";
import { ErrorState } from "#common/ui/page/ErrorState.tsx";
import { Loading } from "#common/ui/page/Loading.tsx";
import { May } from "../../frame/May.tsx";
import { EnrolmentDialog } from "./EnrolmentDialog.tsx";
import { PasswordDialog } from "./PasswordDialog.tsx";
import { PolicyCard } from "./PolicyCard.tsx";
import { PolicyDialog } from "./PolicyDialog.tsx";
import { POLICIES, type Policy, type PolicyType } from "./types.ts";

interface PolicyListProps {
	readonly type: PolicyType;
	readonly description: string;
	/** What stands below the policies. */
	readonly children?: ReactNode;
}

const DIALOGS = {
	OKTA_SIGN_ON: PolicyDialog,
	ACCESS_POLICY: PolicyDialog,
	PASSWORD: PasswordDialog,
	MFA_ENROLL: EnrolmentDialog,
} as const;

/** The policies of one type, in the order in which they are asked. */
export const PolicyList = ({ type, description, children }: PolicyListProps) => {
	const [open, setOpen] = useState<Policy | "new">();
	const policies = useList<Policy>(POLICIES, { type, expand: "rules" }, { limit: 200 });
	if (policies.loading) return <Loading />;
	if (policies.error !== null && policies.items.length === 0)
		return <ErrorState error={policies.error} onRetry={policies.retry} />;
	const Dialog = DIALOGS[type];
	const last = policies.items.filter(({ system }) => !system).length;
	return (
		<Stack gap="lg">
			<Line justify="space-between" gap="sm">
				<Text c="dimmed" flex="1 1 280px" maw={680}>
					{description}
				</Text>
				<May to="policies.manage">
					<Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setOpen("new")}>
						Add policy
					</Button>
				</May>
			</Line>
			{policies.items.map((policy) => (
				<PolicyCard key={policy.id} policy={policy} last={last} onEdit={() => setOpen(policy)} />
			))}
			{children}
			{open !== undefined && <Dialog type={type} policy={open === "new" ? undefined : open} onClose={() => setOpen(undefined)} />}
		</Stack>
	);
};
