import { isLoopback, readIssuer } from "../issuer.ts";
import { type Finding, refused, type Step, verified } from "./check.ts";

const EXAMPLE = "an address such as https://login.example.com";

/** The issuer is an address that can be asked at all (Discovery 1.0 section 2: https, no query, no fragment). */
export const address: Step = {
	id: "address",
	title: "The issuer is a well-formed address",
	field: "issuer",
	run({ draft, found }): Finding {
		const { issuer, wasDocument } = readIssuer(draft.issuer);
		if (issuer === "") return refused("Enter the issuer of your provider.", { expected: EXAMPLE });
		const url = URL.parse(issuer);
		const actual = issuer;
		if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) {
			const withScheme = `https://${issuer}`;
			const guess = /^[\w-]+(\.[\w-]+)+(:\d+)?(\/|$)/.test(issuer) && URL.canParse(withScheme);
			return refused("This is not an address.", {
				expected: EXAMPLE,
				actual,
				...(guess ? { suggestion: { field: "issuer", value: withScheme, label: `Use ${withScheme}` } } : {}),
			});
		}
		if (url.username || url.password) return refused("An issuer carries no user name or password.", { expected: EXAMPLE });
		if (url.search || url.hash || /[?#]/.test(issuer)) {
			return refused("An issuer has no ? or # part.", { expected: issuer.split(/[?#]/)[0] ?? EXAMPLE, actual });
		}
		if (url.protocol === "http:" && !isLoopback(url.hostname)) {
			return refused(
				"The issuer must be https: without it anybody on the way could sign in as anybody. Only this machine may use http.",
				{
					expected: issuer.replace(/^http:/i, "https:"),
					actual,
				},
			);
		}
		found.issuer = issuer;
		found.wasDocument = wasDocument;
		return wasDocument
			? verified("This is the address of the discovery document; the issuer is the part before it.", { expected: issuer })
			: verified("The address is well-formed.");
	},
};
