import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { useUnsaved } from "#common/ui/page/unsaved.ts";
import { useMe } from "../me.ts";
import { mayManage } from "../roles.ts";
import { AccountsCard } from "./AccountsCard.tsx";
import { AuditCard } from "./AuditCard.tsx";
import { hasBlank } from "./blank.ts";
import { ConnectionCard } from "./ConnectionCard.tsx";
import { SessionsCard } from "./SessionsCard.tsx";
import { differenceOf, merged, type SavedSecurity, type Security, saveSecurity, securityOf, securityQuery } from "./security.ts";

/** What every card of the page is given. */
export interface PartProps {
	readonly draft: Security;
	readonly saved: SavedSecurity;
	change(part: Partial<Security>): void;
	readonly disabled: boolean;
	/** Why it was not saved. */
	readonly error: Error | null;
}

const FIELDS = ["idleMinutes", "absoluteMinutes", "apiKeyMaxDays", "trustedProxies", "dormancyDays", "auditDays"];

/** *Manage* > *Admin* > *Security*. */
export const SecurityPage = () => (
	<>
		<PageHeader
			title="Security"
			description="How long people stay signed in and events are kept, and how browsers and proxies come here."
		/>
		<Loaded query={useQuery(securityQuery)}>{(saved) => <SecurityForm saved={saved} />}</Loaded>
	</>
);

const SecurityForm = ({ saved }: { saved: SavedSecurity }) => {
	const [draft, setDraft] = useState(() => securityOf(saved));
	const [base, setBase] = useState(saved);
	if (saved !== base) {
		// Somebody else saved other settings, or this page did. What is being typed here stays.
		setDraft(merged(securityOf(saved), differenceOf(draft, securityOf(base))));
		setBase(saved);
	}
	const mayChange = mayManage(useMe());
	const { run, running, error } = useAction({
		act: saveSecurity,
		done: "Security settings saved",
		// What was typed since it was sent stays.
		onDone: (now, sent) => setDraft((typed) => merged(securityOf(now), differenceOf(typed, merged(securityOf(base), sent)))),
	});
	useUnsaved(mayChange && Object.keys(differenceOf(draft, securityOf(base))).length > 0);
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (!hasBlank(draft)) run(differenceOf(draft, securityOf(base)));
	};
	const part: PartProps = {
		draft,
		saved,
		change: (changed) => setDraft((before) => ({ ...before, ...changed })),
		disabled: !mayChange,
		error,
	};
	return (
		<form onSubmit={submit} noValidate aria-busy={running}>
			<Stack gap="lg">
				<FormError error={error} fields={FIELDS} />
				<SessionsCard {...part} />
				<AccountsCard {...part} />
				<AuditCard {...part} />
				<ConnectionCard {...part} />
				<Group>
					{mayChange ? (
						<Button type="submit" loading={running}>
							Save Security
						</Button>
					) : (
						<Text c="dimmed" size="sm">
							Your roles let you read these settings, not change them.
						</Text>
					)}
				</Group>
			</Stack>
		</form>
	);
};
