import { readDocument, unusableEndpoint } from "../discovery.ts";
import { type Finding, notTried, refused, type Step, shown, verified } from "./check.ts";

/** What was answered is a discovery document, with what every provider must state (Discovery 1.0 section 3). */
export const document: Step = {
	id: "document",
	title: "The answer is a discovery document",
	field: "issuer",
	run({ found }): Finding {
		if (found.discovery === undefined) return notTried();
		const metadata = readDocument(found.discovery.text);
		if (typeof metadata === "string") {
			const page = /^\s*<(!doctype|html)/i.test(found.discovery.text);
			return refused(
				`${metadata}${page ? " It is a web page: is this the address of a site rather than of its provider?" : ""}`,
				{
					expected: "a JSON object with issuer, authorization_endpoint, token_endpoint and jwks_uri",
					actual: shown(found.discovery.text.slice(0, 60)),
				},
			);
		}
		const name = unusableEndpoint(metadata, found.issuer ?? "");
		if (name !== undefined) {
			return refused(`The document's ${name} is not an https address.`, {
				expected: "an https address",
				actual: shown(String(metadata[name])),
			});
		}
		found.metadata = metadata;
		return verified("The document has all that it must have.");
	},
};
