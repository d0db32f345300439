/** Where an application may have people sent back to; one entry per field of the form. */
export interface Redirects {
	readonly login: readonly string[];
	readonly logout: readonly string[];
}

/** A field each, to begin with. */
export const NO_REDIRECTS: Redirects = { login: [""], logout: [""] };

/**
 * The addresses as they are sent: trimmed, without the empty ones. The form shows the same afterwards, so that the places of
 * what the server refuses are the places of the fields; a list without any keeps one empty field.
 */
export const written = ({ login, logout }: Redirects): Redirects => ({ login: tidy(login), logout: tidy(logout) });

/** What of a written list goes to the server. */
export const filled = (uris: readonly string[]): readonly string[] => uris.filter((uri) => uri !== "");

const tidy = (uris: readonly string[]): readonly string[] => {
	const kept = filled(uris.map((uri) => uri.trim()));
	return kept.length > 0 ? kept : [""];
};
