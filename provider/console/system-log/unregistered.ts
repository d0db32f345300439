import type { LogEvent } from "../api.ts";

/** An address that an application asked for and that is not registered for it, as an event tells. */
export interface Unregistered {
	readonly kind: "login" | "logout";
	readonly applicationId: string;
	readonly uri: string;
	/** At the time. */
	readonly registered: readonly string[];
	/** What differs, in a sentence. */
	readonly difference: string;
	/** The log holds all of it, and only characters that an address has. */
	readonly whole: boolean;
}

/** The log cuts texts at 500 characters. */
const WHOLE = /^[\x21-\x7e]{1,499}$/;

const textAt = (data: Readonly<Record<string, unknown>>, name: string): string | undefined =>
	typeof data[name] === "string" ? data[name] : undefined;

/** What an event tells of such an address; undefined for other events. */
export const unregisteredIn = ({ target, debugContext }: LogEvent): Unregistered | undefined => {
	const data = debugContext?.debugData ?? {};
	const login = textAt(data, "redirectUri");
	const uri = login ?? textAt(data, "postLogoutRedirectUri");
	const applicationId = target?.find(({ type }) => type === "AppInstance")?.id;
	const difference = textAt(data, "difference");
	if (uri === undefined || difference === undefined || !applicationId) return undefined;
	const registered = Array.isArray(data["registered"]) ? data["registered"].map(String) : [];
	return { kind: login === undefined ? "logout" : "login", applicationId, uri, registered, difference, whole: WHOLE.test(uri) };
};

/** Where an address leads: its scheme too, for what is handed to a program has no host. */
export const placeOf = (uri: string): string => {
	const url = URL.parse(uri);
	return url === null ? uri : `${url.protocol}//${url.host}`;
};

/** The host of an address as browsers write it. */
export const hostOf = (uri: string): string => URL.parse(uri)?.host ?? "";
