import type { Policy, PolicyType, Rule, Verification } from "./types.ts";
import { minutesIn, NAMEABLE, WHILE_SESSION } from "./words.ts";

/** What the form of a sign-on rule holds. */
export interface RuleForm {
	readonly name: string;
	readonly everybody: boolean;
	readonly groups: string[];
	readonly people: string[];
	readonly exceptGroups: string[];
	readonly exceptPeople: string[];
	readonly anywhere: boolean;
	readonly inZones: string[];
	readonly notInZones: string[];
	readonly device: "any" | "known" | "new";
	readonly access: "ALLOW" | "DENY";
	/** A second factor; `2FA` at applications. */
	readonly second: boolean;
	readonly prompt: "ALWAYS" | "SESSION" | "DEVICE";
	readonly deviceMinutes: number | string;
	/** `kept`: constraints that this form cannot show. */
	readonly which: "any" | "phishing-resistant" | "chosen" | "kept";
	readonly chosen: string[];
	readonly again: "session" | "each" | "after";
	readonly againMinutes: number | string;
	readonly lifetime: number | string;
	readonly idle: number | string;
}

const DAY = 1_440;

const whichOf = ({ constraints = [] }: Verification): Pick<RuleForm, "which" | "chosen"> => {
	const [only, ...others] = constraints;
	if (only === undefined) return { which: "any", chosen: [] };
	const { possession, ...kinds } = only;
	const { phishingResistant, methods, ...more } = possession ?? {};
	const alone = others.length === 0 && Object.keys(kinds).length === 0 && Object.keys(more).length === 0;
	if (alone && phishingResistant === "REQUIRED" && methods === undefined) return { which: "phishing-resistant", chosen: [] };
	const named = Array.isArray(methods) ? methods.map(String) : [];
	if (alone && phishingResistant === undefined && named.length > 0 && named.every((method) => method in NAMEABLE))
		return { which: "chosen", chosen: named };
	return { which: "kept", chosen: [] };
};

const againOf = ({ reauthenticateIn = WHILE_SESSION }: Verification): Pick<RuleForm, "again" | "againMinutes"> => {
	const minutes = minutesIn(reauthenticateIn);
	if (minutes >= minutesIn(WHILE_SESSION)) return { again: "session", againMinutes: 60 };
	return minutes === 0 ? { again: "each", againMinutes: 60 } : { again: "after", againMinutes: minutes };
};

/** What a rule says, for the form; of none: what a new one begins with. */
export const formOf = (rule: Rule | undefined): RuleForm => {
	const { people, network, device } = rule?.conditions ?? {};
	const { signon, appSignOn } = rule?.actions ?? {};
	const verification = appSignOn?.verificationMethod ?? {};
	const list = (given: readonly string[] | undefined) => [...(given ?? [])];
	return {
		name: rule?.name ?? "",
		everybody: list(people?.groups?.include).length + list(people?.users?.include).length === 0,
		groups: list(people?.groups?.include),
		people: list(people?.users?.include),
		exceptGroups: list(people?.groups?.exclude),
		exceptPeople: list(people?.users?.exclude),
		anywhere: network?.connection !== "ZONE",
		inZones: list(network?.include),
		notInZones: list(network?.exclude),
		device: device?.known === undefined ? "any" : device.known ? "known" : "new",
		access: (signon?.access ?? appSignOn?.access) === "DENY" ? "DENY" : "ALLOW",
		second: signon?.requireFactor === true || verification.factorMode === "2FA",
		prompt: signon?.factorPromptMode ?? "ALWAYS",
		deviceMinutes: signon?.factorLifetime ?? 7 * DAY,
		...whichOf(verification),
		...againOf(verification),
		lifetime: signon?.session?.maxSessionLifetimeMinutes ?? DAY,
		idle: signon?.session?.maxSessionIdleMinutes ?? DAY,
	};
};

const conditionsOf = (form: RuleForm, before: Rule["conditions"]) => ({
	...before,
	people: {
		...before?.people,
		users: { include: form.everybody ? [] : form.people, exclude: form.exceptPeople },
		groups: { include: form.everybody ? [] : form.groups, exclude: form.exceptGroups },
	},
	network: form.anywhere ? { connection: "ANYWHERE" } : { connection: "ZONE", include: form.inZones, exclude: form.notInZones },
	...(form.device === "any"
		? { device: withoutKnown(before?.device) }
		: { device: { ...before?.device, known: form.device === "known" } }),
});

const withoutKnown = (device: { readonly known?: boolean } | undefined) => {
	const { known: _, ...others } = device ?? {};
	return Object.keys(others).length === 0 ? undefined : others;
};

const constraintsOf = ({ which, chosen }: RuleForm, before: Verification["constraints"]) => {
	if (which === "kept") return before ?? [];
	if (which === "phishing-resistant") return [{ possession: { phishingResistant: "REQUIRED" } }];
	return which === "chosen" ? [{ possession: { methods: chosen } }] : [];
};

const durationOf = ({ again, againMinutes }: RuleForm): string => {
	if (again === "session") return WHILE_SESSION;
	return again === "each" ? "PT0S" : `PT${againMinutes || 0}M`;
};

const actionsOf = (type: PolicyType, form: RuleForm, before: Rule["actions"]) => {
	if (type === "OKTA_SIGN_ON")
		return {
			...before,
			signon: {
				...before?.signon,
				access: form.access,
				requireFactor: form.second,
				factorPromptMode: form.prompt,
				factorLifetime: form.deviceMinutes === "" ? 0 : form.deviceMinutes,
				session: {
					...before?.signon?.session,
					maxSessionLifetimeMinutes: form.lifetime === "" ? 0 : form.lifetime,
					maxSessionIdleMinutes: form.idle === "" ? 0 : form.idle,
				},
			},
		};
	const { verificationMethod } = before?.appSignOn ?? {};
	return {
		...before,
		appSignOn: {
			...before?.appSignOn,
			access: form.access,
			verificationMethod: {
				...verificationMethod,
				type: "ASSURANCE",
				factorMode: form.second ? "2FA" : "1FA",
				reauthenticateIn: durationOf(form),
				constraints: constraintsOf(form, verificationMethod?.constraints),
			},
		},
	};
};

/** What goes to the API. What the form does not show stays as it is. */
export const bodyOf = ({ type }: Pick<Policy, "type">, form: RuleForm, before: Rule | undefined) => ({
	name: form.name.trim(),
	conditions: conditionsOf(form, before?.conditions),
	actions: actionsOf(type, form, before?.actions),
});
