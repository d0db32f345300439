import { Checkbox, Text } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { POLICIES, type Policy, type Rule } from "./types.ts";

interface SelfServiceDialogProps {
	readonly policy: Policy;
	readonly rule: Rule | undefined;
	readonly onClose: () => void;
}

/** What people may do for themselves where they cannot get in: a rule of a password policy. */
export const SelfServiceDialog = ({ policy, rule, onClose }: SelfServiceDialogProps) => {
	const [reset, setReset] = useState(rule?.actions?.selfServicePasswordReset?.access === "ALLOW");
	const [unlock, setUnlock] = useState(rule?.actions?.selfServiceUnlock?.access === "ALLOW");
	const at = `${POLICIES}/${policy.id}/rules`;
	const save = useAction({
		act: () => {
			const { actions } = rule ?? {};
			const access = (allowed: boolean) => ({ access: allowed ? "ALLOW" : "DENY" });
			const body = {
				...rule,
				name: rule?.name ?? "Self-service",
				actions: {
					passwordChange: { access: "ALLOW" },
					...actions,
					selfServicePasswordReset: { ...actions?.selfServicePasswordReset, ...access(reset) },
					selfServiceUnlock: { ...actions?.selfServiceUnlock, ...access(unlock) },
				},
			};
			return rule ? call("PUT", `${at}/${rule.id}`, body) : call("POST", at, body);
		},
		done: "The rule has been saved.",
		onDone: onClose,
	});
	return (
		<FormDialog opened title="Self-service" submit="Save" running={save.running} onSubmit={save.run} onClose={onClose}>
			<FormError error={save.error} />
			<Text size="sm" c="dimmed">
				A link by mail lets them in, so that whoever reads their mail gets in too.
			</Text>
			<Checkbox
				label="People may ask for another password by mail"
				checked={reset}
				onChange={(event) => setReset(event.currentTarget.checked)}
			/>
			<Checkbox
				label="People may unlock their account by mail"
				checked={unlock}
				onChange={(event) => setUnlock(event.currentTarget.checked)}
			/>
		</FormDialog>
	);
};
