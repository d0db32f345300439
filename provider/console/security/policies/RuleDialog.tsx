import { Button, Collapse, Divider, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import { AppOutcome, Outcome } from "./Outcome.tsx";
import { bodyOf, formOf, type RuleForm } from "./ruleForm.ts";
import { TryIt } from "./TryIt.tsx";
import { POLICIES, type Policy, type Rule } from "./types.ts";
import { WhenFields } from "./WhenFields.tsx";

interface RuleDialogProps {
	readonly policy: Policy;
	/** The rule to change; none: a new one. */
	readonly rule: Rule | undefined;
	readonly onClose: () => void;
}

const FIELDS = [
	"name",
	"network",
	"people",
	"maxSessionIdleMinutes",
	"maxSessionLifetimeMinutes",
	"factorLifetime",
	"reauthenticateIn",
];

/** Makes a rule of signing on, or changes it, and tries it before it counts. */
export const RuleDialog = ({ policy, rule, onClose }: RuleDialogProps) => {
	const [form, setForm] = useState<RuleForm>(() => formOf(rule));
	const [trying, tryIt] = useDisclosure(false);
	const set = (change: Partial<RuleForm>) => setForm((before) => ({ ...before, ...change }));
	const at = `${POLICIES}/${policy.id}/rules`;
	const save = useAction({
		act: () => {
			const body = bodyOf(policy, form, rule);
			return rule ? call("PUT", `${at}/${rule.id}`, body) : call("POST", `${at}?activate=false`, body);
		},
		done: rule ? `${form.name.trim()} has been saved.` : `${form.name.trim()} has been added. It counts once you switch it on.`,
		onDone: onClose,
	});
	const isAccess = policy.type === "ACCESS_POLICY";
	const Then = isAccess ? AppOutcome : Outcome;
	return (
		<FormDialog
			opened
			size="lg"
			title={rule ? "Edit rule" : "Add rule"}
			submit={rule ? "Save" : "Add rule"}
			running={save.running}
			disabled={isAccess && form.which === "chosen" && form.chosen.length === 0}
			onSubmit={save.run}
			onClose={onClose}
		>
			<FormError error={save.error} fields={FIELDS} />
			<TextInput
				label="Name"
				required
				data-autofocus
				maxLength={255}
				disabled={rule?.system === true}
				value={form.name}
				error={fieldError(save.error, "name")}
				onChange={(event) => set({ name: event.currentTarget.value })}
			/>
			{rule?.system !== true && <WhenFields form={form} error={save.error} onChange={set} />}
			<Divider />
			<Then form={form} error={save.error} onChange={set} />
			<Divider />
			<Button type="button" variant="subtle" w="fit-content" aria-expanded={trying} onClick={tryIt.toggle}>
				Try this rule before it is saved
			</Button>
			<Collapse expanded={trying}>
				{trying && (
					<TryIt
						draft={() => {
							const { name, ...said } = bodyOf(policy, form, rule);
							return { policyId: policy.id, rule: { ...(rule ? { id: rule.id } : {}), name: name || "This rule", ...said } };
						}}
						accessPolicyId={isAccess ? policy.id : undefined}
					/>
				)}
			</Collapse>
		</FormDialog>
	);
};
