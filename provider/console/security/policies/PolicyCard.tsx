import { Button, Group as Line } from "@mantine/core";
import { useState } from "react";
import { Card } from "#common/ui/page/Card.tsx";
import { Facts } from "#common/ui/page/Facts.tsx";
import { useMay } from "../../frame/useMe.ts";
import { StatusBadge } from "../../StatusBadge.tsx";
import { ChangeActions } from "./ChangeActions.tsx";
import { enrolmentFacts } from "./enrolmentForm.ts";
import { Names } from "./Names.tsx";
import { passwordFacts } from "./passwordForm.ts";
import { RuleDialog } from "./RuleDialog.tsx";
import { RuleTable } from "./RuleTable.tsx";
import { SelfServiceDialog } from "./SelfServiceDialog.tsx";
import { POLICIES, type Policy, type Rule } from "./types.ts";

interface PolicyCardProps {
	readonly policy: Policy;
	/** The last place that a policy can be moved to. */
	readonly last: number;
	readonly onEdit: () => void;
}

const WITH_RULES = ["OKTA_SIGN_ON", "ACCESS_POLICY", "PASSWORD"];

/** One policy: for whom it is, what it says, and its rules in the order in which they are asked. */
export const PolicyCard = ({ policy, last, onEdit }: PolicyCardProps) => {
	const [open, setOpen] = useState<Rule | "new">();
	const may = useMay()("policies.manage");
	const { type, name, system, priority } = policy;
	const groups = policy.conditions?.people?.groups?.include ?? [];
	const people = policy.conditions?.people?.users?.include ?? [];
	const rules = policy._embedded?.rules ?? [];
	const isSignOn = type === "OKTA_SIGN_ON" || type === "ACCESS_POLICY";
	const RuleForm = isSignOn ? RuleDialog : SelfServiceDialog;
	const facts = type === "PASSWORD" ? passwordFacts(policy) : type === "MFA_ENROLL" ? enrolmentFacts(policy) : [];
	return (
		<Card
			title={`${priority}. ${name}`}
			description={
				<Line component="span" gap="xs">
					<StatusBadge status={policy.status} />
					{type !== "ACCESS_POLICY" && <Names system={system} groups={groups} people={people} />}
					{policy.description && !system && <span>{policy.description}</span>}
				</Line>
			}
			actions={
				may && (
					<ChangeActions
						name={name}
						at={`${POLICIES}/${policy.id}`}
						thing={policy}
						last={last}
						onEdit={system && isSignOn ? undefined : onEdit}
						loss={
							type === "ACCESS_POLICY"
								? "Its rules go with it. Applications that go by it go by the Default Policy from then on."
								: "Its rules go with it. Whom it was for goes by the policies below."
						}
					/>
				)
			}
		>
			{facts.length > 0 && <Facts of={facts} />}
			{WITH_RULES.includes(type) && <RuleTable policy={policy} rules={rules} onEdit={setOpen} />}
			{may && (isSignOn || (type === "PASSWORD" && rules.length === 0)) && (
				<Button size="xs" variant="default" w="fit-content" aria-label={`Add rule to ${name}`} onClick={() => setOpen("new")}>
					Add rule
				</Button>
			)}
			{open !== undefined && (
				<RuleForm policy={policy} rule={open === "new" ? undefined : open} onClose={() => setOpen(undefined)} />
			)}
		</Card>
	);
};
