/** Claims of an ID token or of userinfo, as they come. */
export type Claims = Readonly<Record<string, unknown>>;

/** Far beyond what fits into a token; what a person is in beyond that is unknown, and never read as nothing. */
const MOST_GROUPS = 10_000;
const LONGEST_GROUP = 256;

/** The claim called `name`: looked for whole (`https://example.com/groups`), then as a path (`realm_access.roles`). */
export const claimAt = (claims: Claims, name: string): unknown => {
	if (Object.hasOwn(claims, name)) return claims[name];
	return name.split(".").reduce<unknown>((value, part) => {
		const holds = typeof value === "object" && value !== null && Object.hasOwn(value, part);
		return holds ? (value as Claims)[part] : undefined;
	}, claims);
};

/** The groups in a claim: a list of texts, or one text. Undefined where the claim is not there. */
export const groupsIn = (claims: Claims, name: string): readonly string[] | undefined => {
	const value = claimAt(claims, name);
	if (value === undefined || value === null) return undefined;
	const list: readonly unknown[] = Array.isArray(value) ? value : [value];
	const texts = list.filter(
		(group): group is string => typeof group === "string" && group.isWellFormed() && !group.includes("\0"),
	);
	return texts.filter(({ length }) => length > 0 && length <= LONGEST_GROUP).slice(0, MOST_GROUPS);
};

/** Entra ID leaves groups out where there are more than fit, and says so (`_claim_names`, `hasgroups`). */
export const hasOverage = (claims: Claims, name: string): boolean => {
	const elsewhere = claims["_claim_names"];
	const named = typeof elsewhere === "object" && elsewhere !== null && Object.hasOwn(elsewhere, name);
	return named || claims["hasgroups"] === true || claims["hasgroups"] === "true";
};
