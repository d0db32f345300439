import { Button, NativeSelect } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { useList } from "#common/ui/api/useList.ts";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { TextLink } from "#common/ui/links.tsx";
import { Card } from "#common/ui/page/Card.tsx";
import { ErrorState } from "#common/ui/page/ErrorState.tsx";
import { Facts } from "#common/ui/page/Facts.tsx";
import { Loading } from "#common/ui/page/Loading.tsx";
import type { Application } from "../../api.ts";
import { EditForm } from "../../EditForm.tsx";
import { useMay } from "../../frame/useMe.ts";
import { POLICIES, type Policy } from "../../security/policies/types.ts";
import { thenText } from "../../security/policies/words.ts";

/** The id at the end of the link to the policy. */
const idIn = (href: string | undefined): string => href?.split("/").at(-1) ?? "";

/** By which policy people sign on to an application. */
export const AccessPolicyCard = ({ application }: { readonly application: Application }) => {
	const [editing, edit] = useDisclosure(false);
	const may = useMay()("apps.manage");
	const policies = useList<Policy>(POLICIES, { type: "ACCESS_POLICY", expand: "rules" }, { limit: 200 });
	const chosen = policies.items.find(({ id }) => id === idIn(application._links?.accessPolicy?.href));
	const policy = chosen ?? policies.items.find(({ system }) => system);
	return (
		<Card
			title="Sign-on policy"
			description="Who gets to this application, and with what, besides the sign-on policies that hold for every sign-in."
			actions={
				!editing &&
				may &&
				policy && (
					<Button variant="default" size="xs" aria-label="Edit sign-on policy" onClick={edit.open}>
						Edit
					</Button>
				)
			}
		>
			{policies.loading && <Loading />}
			{policies.error !== null && <ErrorState error={policies.error} onRetry={policies.retry} />}
			{policy &&
				(editing ? (
					<Choice id={application.id} policy={policy} policies={policies.items} onClose={edit.close} />
				) : (
					<Facts of={[["Policy", <PolicyLink key={policy.id} policy={policy} />], ...rulesOf(policy)]} />
				))}
		</Card>
	);
};

const PolicyLink = ({ policy: { name, status } }: { readonly policy: Policy }) => (
	<>
		<TextLink to="/admin/policies/applications">{name}</TextLink>
		{status === "INACTIVE" && " (switched off: the Default Policy holds)"}
	</>
);

const rulesOf = ({ _embedded }: Policy): readonly (readonly [string, string])[] => {
	const active = (_embedded?.rules ?? []).filter(({ status }) => status === "ACTIVE");
	if (active.length === 0) return [["Rules", "None is switched on: the Default Policy holds"]];
	return active.map((rule) => [`${rule.priority}. ${rule.name}`, thenText("ACCESS_POLICY", rule)]);
};

interface ChoiceProps {
	readonly id: string;
	readonly policy: Policy;
	readonly policies: readonly Policy[];
	readonly onClose: () => void;
}

const Choice = ({ id, policy, policies, onClose }: ChoiceProps) => {
	const [policyId, setPolicyId] = useState(policy.id);
	const save = useAction({
		act: () => call("PUT", `/api/v1/apps/${id}/policies/${policyId}`),
		done: "The policy has been chosen.",
		onDone: onClose,
	});
	return (
		<EditForm running={save.running} onSubmit={save.run} onCancel={onClose}>
			<FormError error={save.error} />
			<NativeSelect
				label="Policy"
				data={policies.map(({ id: value, name }) => ({ value, label: name }))}
				value={policyId}
				onChange={(event) => setPolicyId(event.currentTarget.value)}
			/>
		</EditForm>
	);
};
