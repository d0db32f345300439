import { randomBytes } from "node:crypto";
import type { Draft } from "../configurations.ts";
import type { Context } from "./check.ts";

/** Requests that the client under test sends in its own name. */

export type ClientAuthentication = Draft["clientAuthentication"];

/** RFC 6749 section 2.3.1: id and secret are form-encoded before they go into Basic. */
const formEncoded = (text: string): string => new URLSearchParams({ v: text }).toString().slice(2);

/** POSTs `form` to `url` as the client, proving itself by `method`. @throws Unanswered */
export const postAsClient = async (
	{ ask, draft, assertion, found }: Context,
	url: string,
	method: ClientAuthentication,
	form: Readonly<Record<string, string>>,
): Promise<Response> => {
	const body = new URLSearchParams(form);
	const headers = new Headers({ accept: "application/json" });
	if (method === "client_secret_basic") {
		const credentials = `${formEncoded(draft.clientId)}:${formEncoded(draft.clientSecret)}`;
		headers.set("authorization", `Basic ${Buffer.from(credentials).toString("base64")}`);
	} else {
		body.set("client_id", draft.clientId);
		if (method === "client_secret_post") body.set("client_secret", draft.clientSecret);
		else {
			body.set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
			body.set("client_assertion", (await assertion?.(found.metadata?.token_endpoint ?? url)) ?? "");
		}
	}
	return ask(url, { method: "POST", headers, body });
};

/** A code that no provider ever gave out. */
export const madeUpCode = (): string => `signet-check-${randomBytes(24).toString("base64url")}`;
