import { fold } from "#common/db/search.ts";
import { type Fault, fieldFault } from "#common/faults/fault.ts";
import type { ClaimNames, GroupRole, GroupRules, Options } from "./options.ts";

/** What an administrator sends of the options. What is absent stays as it is. */
export interface OptionsInput {
	readonly additionalScopes?: readonly string[];
	readonly enableAccessTokens?: boolean;
	readonly disableBuiltIn?: boolean;
	readonly automaticAccountCreation?: boolean;
	readonly clientAuthentication?: "client_secret" | "private_key_jwt";
	readonly allowedEmailDomains?: readonly string[];
	readonly claims?: Partial<ClaimNames>;
	readonly unsaidEmail?: Options["unsaidEmail"];
	readonly authorizationParameters?: Readonly<Record<string, string>>;
	readonly userinfo?: boolean;
	readonly followRenames?: boolean;
	readonly endSessionsWithTokens?: boolean;
	readonly groupRoles?: Partial<GroupRules>;
}

/** `input` over `live`, tidied. @throws Fault `invalid_request` at the option that cannot be. */
export const readOptions = (input: OptionsInput, live: Options): Options => {
	const flag = (name: "enableAccessTokens" | "disableBuiltIn" | "automaticAccountCreation" | "userinfo" | "followRenames") =>
		input[name] ?? live[name];
	return {
		additionalScopes: distinct((input.additionalScopes ?? live.additionalScopes).flatMap((text) => text.split(/[\s,]+/))),
		enableAccessTokens: flag("enableAccessTokens"),
		disableBuiltIn: flag("disableBuiltIn"),
		automaticAccountCreation: flag("automaticAccountCreation"),
		clientAuthentication: readClientAuthentication(input.clientAuthentication, live.clientAuthentication),
		allowedEmailDomains: distinct((input.allowedEmailDomains ?? live.allowedEmailDomains).map(readDomain)),
		claims: readClaims({ ...live.claims, ...input.claims }),
		unsaidEmail: input.unsaidEmail ?? live.unsaidEmail,
		authorizationParameters: readParameters(input.authorizationParameters ?? live.authorizationParameters),
		userinfo: flag("userinfo"),
		followRenames: flag("followRenames"),
		endSessionsWithTokens: input.endSessionsWithTokens ?? live.endSessionsWithTokens,
		groupRoles: readGroupRules({ ...live.groupRoles, ...input.groupRoles }),
	};
};

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)].filter((text) => text !== "");

const refuse = (field: string, message: string, actual?: string): Fault =>
	fieldFault("invalid_request", field, actual === undefined ? message : `${message} Given: ${actual.slice(0, 100)}`);

const readClientAuthentication = (
	wanted: OptionsInput["clientAuthentication"],
	live: Options["clientAuthentication"],
): Options["clientAuthentication"] => {
	if (wanted === "private_key_jwt") return wanted;
	return wanted === "client_secret" && live === "private_key_jwt" ? "client_secret_basic" : live;
};

/** A bare domain, folded as emails are. `@example.com` is understood; a pattern is not: it would let in look-alikes. */
const readDomain = (text: string): string => {
	const domain = fold(text.trim().replace(/^@/, ""));
	if (domain === "") return "";
	if (!/^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+$/u.test(domain)) {
		throw refuse("allowedEmailDomains", "Enter domains such as example.com, without wildcards.", text);
	}
	return domain;
};

const readClaims = (claims: ClaimNames): ClaimNames => {
	for (const [name, value] of Object.entries(claims)) {
		if (value.trim() === "" || /\s/.test(value.trim())) throw refuse(`claims.${name}`, "Enter the name of a claim.");
	}
	const { email, username, name, groups } = claims;
	return { email: email.trim(), username: username.trim(), name: name.trim(), groups: groups.trim() };
};

/** Parameters that the platform sets itself: another value would open the door to others, or to nobody. */
const OWN = new Set([
	"client_id",
	"client_secret",
	"redirect_uri",
	"response_type",
	"scope",
	"state",
	"nonce",
	"code_challenge",
	"code_challenge_method",
	"request",
	"request_uri",
	"login_hint",
	"id_token_hint",
	"registration",
]);

const readParameters = (given: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
	const entries = Object.entries(given).map(([name, value]) => [name.trim(), value.trim()] as const);
	for (const [name, value] of entries) {
		if (!/^[\w.-]{1,64}$/.test(name)) throw refuse("authorizationParameters", "This is not the name of a parameter.", name);
		if (OWN.has(name)) throw refuse("authorizationParameters", `${name} is set by the platform itself.`);
		if (name === "response_mode" && !["query", "form_post"].includes(value)) {
			throw refuse("authorizationParameters", "The response mode can be query or form_post.", value);
		}
	}
	return Object.fromEntries(entries.filter(([, value]) => value !== ""));
};

const readGroupRules = ({ enabled, table, defaultRole, strict }: GroupRules): GroupRules => {
	const rows: GroupRole[] = [];
	for (const row of table) {
		const group = row.group.trim();
		const again = rows.some((other) => other.group === group && other.role === row.role);
		if (group !== "" && !again) rows.push({ group, role: row.role });
	}
	if (enabled && strict && rows.length === 0) {
		throw refuse(
			"groupRoles",
			"With strict mode and an empty table nobody would get in. Add a group, or switch strict mode off.",
		);
	}
	return { enabled, table: rows, defaultRole, strict };
};
