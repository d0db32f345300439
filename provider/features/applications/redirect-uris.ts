import { Fault, type FieldFault, fieldFault } from "#common/faults/fault.ts";
import type { ApplicationKind } from "./application.ts";

const LONGEST = 2_000;
const MOST = 100;

/** The characters of RFC 3986, without `#`: what a browser would rewrite before sending it on never matches to the letter. */
const URI = /^[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9\-._~:/?[\]@!$&'()*+,;=%]+$/;

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Refuses a list of redirect URIs that cannot stand: RFC 6749 section 3.1.2 (absolute, no fragment), RFC 8252 section 7
 * (native: a private scheme, a claimed https address, or loopback), RFC 9700 section 2.1 (compared to the letter, so no
 * wildcards; with `wildcards` one may stand for the first label of a host). Web and single-page applications may use http: they
 * run inside networks where TLS ends elsewhere.
 *
 * @throws Fault `invalid_request`, one field fault for each URI that is refused.
 */
export const checkRedirectUris = (field: string, uris: readonly string[], kind: ApplicationKind, wildcards = false): void => {
	if (uris.length > MOST) throw fieldFault("invalid_request", field, `At most ${MOST} addresses can be registered.`);
	const fields = uris.flatMap((uri, at): FieldFault[] => {
		const message =
			refusal(wildcards ? uri.replace(WILDCARD, "$1any.") : uri, kind) ??
			(uris.indexOf(uri) < at ? "This address is in the list already." : undefined);
		return message === undefined ? [] : [{ field: `${field}.${at}`, message, actual: uri.slice(0, LONGEST) }];
	});
	if (fields.length > 0) throw new Fault("invalid_request", { fields });
};

/** Refuses what is no address of a web page: for addresses that people are sent to. */
export const checkWebAddress = (field: string, address: string): void => {
	const message = refusal(address, "web");
	if (message !== undefined) throw fieldFault("invalid_request", field, message);
};

/** Refuses what is no address that this server may send something confidential to: https, or http on this machine. */
export const checkServerAddress = (field: string, address: string): void => {
	checkWebAddress(field, address);
	const { protocol, hostname } = new URL(address);
	if (protocol === "https:" || LOOPBACK.has(hostname)) return;
	throw fieldFault("invalid_request", field, "Use https; http only with localhost, 127.0.0.1 or [::1].");
};

/** A first label that stands for any. */
const WILDCARD = /^(https?:\/\/)\*\./i;

/** Why `uri` cannot be registered, in a person's words; undefined when it can. */
const refusal = (uri: string, kind: ApplicationKind): string | undefined => {
	if (uri.length > LONGEST) return `Use at most ${LONGEST} characters.`;
	if (uri.includes("#")) return "A redirect address has no fragment: leave out the # and what follows.";
	if (uri.includes("*")) return "Wildcards are not understood: register each address in full.";
	const parsed = URI.test(uri) ? URL.parse(uri) : null;
	if (parsed === null) return "Use a full address, such as https://app.example.com/callback.";
	if (/%(?![0-9A-Fa-f]{2})/.test(uri)) return "A % must be followed by two hexadecimal digits.";
	if (parsed.protocol !== "https:" && parsed.protocol !== "http:") return schemeRefusal(parsed.protocol, kind);
	if (!/^https?:\/\/[^/?]/i.test(uri)) return "Use a full address, such as https://app.example.com/callback.";
	if (parsed.username !== "" || parsed.password !== "") return "Leave out the user name and password.";
	if (kind === "native") return nativeRefusal(parsed);
	return undefined;
};

/** What a browser or the operating system would do something else with than hand it to an application. */
const TAKEN =
	/^(about|blob|chrome|content|data|file|filesystem|ftp|intent|javascript|mailto|resource|sms|tel|urn|vbscript|view-source|wss?):$/;

const schemeRefusal = (protocol: string, kind: ApplicationKind): string | undefined => {
	if (kind !== "native") return "Use an address that begins with https:// or http://.";
	return TAKEN.test(protocol) ? "Use a private scheme of your own, such as com.example.app:/callback." : undefined;
};

const nativeRefusal = ({ protocol, hostname }: URL): string | undefined => {
	const loopback = LOOPBACK.has(hostname);
	if (protocol === "http:" && !loopback) return "A native application uses http only with localhost, 127.0.0.1 or [::1].";
	if (protocol === "https:" && loopback) return "On the loopback interface use http, as RFC 8252 has it.";
	return undefined;
};
