import { TextLink } from "#common/ui/links.tsx";
import type { LogEvent } from "../api.ts";
import { useMay } from "../frame/useMe.ts";

/** A rule that decided, as events have it. */
interface Decided {
	readonly type: string;
	readonly policyId: string;
	readonly policyName: string;
	readonly ruleId: string;
	readonly ruleName: string;
}

const isDecided = (value: unknown): value is Decided =>
	typeof value === "object" && value !== null && "policyId" in value && "policyName" in value && "ruleName" in value;

/** The rules that decided about a sign-in; empty for other events. */
export const rulesIn = ({ debugContext }: LogEvent): readonly Decided[] => {
	const rules = debugContext?.debugData["rules"];
	return Array.isArray(rules) ? rules.filter(isDecided) : [];
};

/** Names the rules that decided, each with the way to where it is changed. */
export const RulesOf = ({ rules }: { readonly rules: readonly Decided[] }) => {
	const may = useMay()("policies.read");
	return rules.map(({ type, policyId, policyName, ruleId, ruleName }) => {
		const name = `${ruleName} of ${policyName}`;
		const tab = type === "ACCESS_POLICY" ? "applications" : "sign-on";
		return (
			<div key={ruleId || policyId}>
				{may ? (
					<TextLink to="/admin/policies/$tab" params={{ tab }}>
						{name}
					</TextLink>
				) : (
					name
				)}
			</div>
		);
	});
};
