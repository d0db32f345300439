import { shown } from "./check.ts";

/**
 * What a token endpoint's answer to a made-up code says about the client's id and secret. A provider checks the client
 * first and the code second (RFC 6749 section 4.1.3), so the complaint tells how far the request came. Providers differ;
 * the status alone says nothing.
 */
export interface TokenAnswer {
	readonly meaning: "client-accepted" | "client-refused" | "id-unknown" | "redirect-refused" | "unclear";
	/** The error as the provider put it, or the status. */
	readonly said: string;
	/** It came from Entra ID, which may look at the code before the secret. */
	readonly entra: boolean;
	/** A sentence that goes with it. */
	readonly hint?: string;
}

interface ErrorBody {
	readonly error?: unknown;
	readonly error_description?: unknown;
	readonly error_codes?: unknown;
	/** Where Rauthy explains itself. */
	readonly message?: unknown;
}

/** Entra ID says `invalid_client` to several troubles; its numbers tell them apart. */
const ENTRA: Readonly<Record<number, Pick<TokenAnswer, "meaning" | "hint">>> = {
	7000215: { meaning: "client-refused", hint: "Entra ID shows a secret's id and its value; the value is needed." },
	7000222: { meaning: "client-refused", hint: "The secret has expired: make a new one at Entra ID." },
	700016: { meaning: "id-unknown", hint: "Entra ID knows no application with this Client ID in this tenant." },
	7000218: { meaning: "unclear", hint: "Entra ID did not accept how the secret was sent." },
	50011: { meaning: "redirect-refused" },
	500112: { meaning: "redirect-refused" },
};

const REFUSALS: Readonly<Record<string, string | undefined>> = {
	invalid_client: undefined,
	unauthorized_client: "Keycloak also says this when the client's Standard flow is off.",
	access_denied: undefined,
	// Rauthy, in place of an OAuth error.
	Unauthorized: undefined,
};

export const readTokenAnswer = (status: number, text: string): TokenAnswer => {
	const body = parse(text);
	const error = typeof body?.error === "string" ? body.error : undefined;
	const description = [body?.error_description, body?.message].find((text): text is string => typeof text === "string") ?? "";
	const numbers = Array.isArray(body?.error_codes) ? body.error_codes.filter((code) => typeof code === "number") : [];
	const entra = numbers.length > 0 || description.startsWith("AADSTS");
	const said = error === undefined ? `status ${status}` : shown(description ? `${error}: ${description}` : error);
	const known = numbers.map((number) => ENTRA[number]).find((entry) => entry !== undefined);
	if (known) return { ...known, said, entra };
	if (error === undefined) {
		const hint =
			status === 401 ? "Most often that means a wrong Client ID or Client Secret, but the provider does not say so." : undefined;
		return { meaning: "unclear", said, entra, ...(hint ? { hint } : {}) };
	}
	if (error === "invalid_grant") return { meaning: "client-accepted", said, entra };
	if (error === "redirect_uri_mismatch") return { meaning: "redirect-refused", said, entra };
	if (error in REFUSALS) {
		const hint = REFUSALS[error];
		const meaning = /client_id/.test(description) && /invalid value/i.test(description) ? "id-unknown" : "client-refused";
		return { meaning, said, entra, ...(hint ? { hint } : {}) };
	}
	return { meaning: /redirect[ _-]?ur[il]/i.test(description) ? "redirect-refused" : "unclear", said, entra };
};

const parse = (text: string): ErrorBody | undefined => {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === "object" && value !== null ? value : undefined;
	} catch {
		return undefined;
	}
};
