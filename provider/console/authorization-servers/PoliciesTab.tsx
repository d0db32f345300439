import { Button, Group as Line, Paper, Stack, Text } from "@mantine/core";
import { IconPlus, IconShieldCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useList } from "#common/ui/api/useList.ts";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { ErrorState } from "#common/ui/page/ErrorState.tsx";
import { Loading } from "#common/ui/page/Loading.tsx";
import { May } from "../frame/May.tsx";
import { PolicyCard } from "./PolicyCard.tsx";
import { PolicyDialog } from "./PolicyDialog.tsx";
import { type AuthorizationServer, type Policy, type Scope, SERVERS } from "./types.ts";

/** Who gets tokens of a server: its policies, in the order in which they are asked. */
export const PoliciesTab = ({ server }: { readonly server: AuthorizationServer }) => {
	const [open, setOpen] = useState<Policy | "new">();
	const at = `${SERVERS}/${server.id}/policies`;
	const policies = useList<Policy>(at);
	const scopes = useList<Scope>(`${SERVERS}/${server.id}/scopes`, {}, { limit: 200 });
	if (policies.loading) return <Loading />;
	if (policies.error !== null && policies.items.length === 0) {
		return <ErrorState error={policies.error} onRetry={policies.retry} />;
	}
	return (
		<Stack gap="lg">
			<Line justify="space-between" gap="sm">
				<Text c="dimmed" maw={620}>
					The first rule that fits a request decides, from the top. What no rule lets in is refused.
				</Text>
				<May to="authorizationServers.manage">
					<Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setOpen("new")}>
						Add policy
					</Button>
				</May>
			</Line>
			{policies.items.length === 0 && (
				<Paper withBorder>
					<EmptyState
						icon={<IconShieldCheck size={40} stroke={1.5} aria-hidden />}
						title="No access policies yet"
						description="Without a policy and a rule this server issues no tokens."
					/>
				</Paper>
			)}
			{policies.items.map((policy) => (
				<PolicyCard
					key={policy.id}
					policy={policy}
					at={`${at}/${policy.id}`}
					scopes={scopes.items.map(({ name }) => name)}
					onEdit={() => setOpen(policy)}
				/>
			))}
			{open !== undefined && (
				<PolicyDialog at={at} policy={open === "new" ? undefined : open} onClose={() => setOpen(undefined)} />
			)}
		</Stack>
	);
};
