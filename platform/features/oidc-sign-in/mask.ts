/**
 * Hides what must be seen nowhere in what a provider wrote: it may repeat a client secret, a code or a token in an error, as it
 * is, encoded for a form or an address, or as the credentials of RFC 7617.
 */
export const masking = (secrets: readonly string[], clientId = ""): ((text: string) => string) => {
	const written = secrets.filter((secret) => secret !== "").flatMap((secret) => spellings(secret, clientId));
	// The longest first: one spelling may begin with another.
	const sought = [...new Set(written)].sort((one, other) => other.length - one.length);
	return (text) => sought.reduce((masked, spelling) => masked.replaceAll(patternOf(spelling), STARS), text);
};

const STARS = "******";

/** What is shorter stands inside of ordinary words. */
const SHORTEST = 8;

const patternOf = (spelling: string): string | RegExp => {
	if (spelling.length >= SHORTEST) return spelling;
	const letter = "[\\p{L}\\p{N}_]";
	return new RegExp(`(?<!${letter})${spelling.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}(?!${letter})`, "gu");
};

/** Code and state of an authorization response. A browser that brings short ones must not garble what is written about it. */
export const secretsIn = (response: URLSearchParams): readonly string[] =>
	["code", "state"].flatMap((name) => response.getAll(name)).filter(({ length }) => length >= SHORTEST);

const spellings = (secret: string, clientId: string): readonly string[] => {
	const encoded = [encodeURIComponent(secret.toWellFormed()), inForm(secret)];
	const credentials = [`${clientId}:${secret}`, `${inForm(clientId)}:${inForm(secret)}`];
	return [secret, secret.replace(/\s+/g, " "), ...encoded, ...[secret, ...credentials].map(base64)];
};

const inForm = (text: string): string => new URLSearchParams({ "": text }).toString().slice(1);
const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** What a provider wrote, as one short line without secrets. */
export const asLine = (text: string, mask: (text: string) => string = (same) => same, longest = 200): string =>
	mask(mask(text).replace(/[\p{Cc}\s]+/gu, " "))
		.trim()
		.slice(0, longest)
		.toWellFormed();
