/**
 * The last guard of the audit log: whoever records an event leaves secrets out of it; what slips through all the same becomes
 * stars here, by the name that it stands under or because it is a token by its looks.
 */
const STARS = "******";

/** Names of members, folded and without `_` and `-`. */
const SECRET_NAME =
	/(secret|password|passwd|passphrase|token|assertion|verifier|cookie|passwordhash)$|^(api|private)?key$|^authorization$/;

/** A JSON Web Token (RFC 7519), and credentials as a header carries them (RFC 6750, RFC 7617). */
const SECRET_TEXT = /\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*(\.[\w-]*)*|\b(?:Bearer|Basic|DPoP) +[\w.~+/=-]{8,}/g;

/** `value` with stars for secrets, however deep. Whether there is one (`true`, `null`) is no secret. */
export const starred = (value: unknown, secret = false): unknown => {
	if (typeof value === "string") return secret && value !== "" ? STARS : value.replace(SECRET_TEXT, STARS);
	if (typeof value === "number" || typeof value === "bigint") return secret ? STARS : value;
	if (Array.isArray(value)) return value.map((inner) => starred(inner, secret));
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, starred(inner, secret || isSecretName(name))]));
};

const isSecretName = (name: string): boolean => SECRET_NAME.test(name.replace(/[_-]/g, "").toLowerCase());
