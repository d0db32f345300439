import { sameIssuer } from "../issuer.ts";
import { type Finding, notTried, refused, type Step, shown, verified } from "./check.ts";

/** The document names exactly the issuer that was given (Discovery 1.0 section 4.3). */
export const issuer: Step = {
	id: "issuer",
	title: "The issuer is exactly the one given",
	field: "issuer",
	run({ found }): Finding {
		const { issuer: given, metadata, wasDocument } = found;
		if (given === undefined || metadata === undefined) return notTried();
		const stated = metadata.issuer;
		const slashOnly = sameIssuer(given, stated);
		if (given === stated || (wasDocument && slashOnly)) {
			found.issuer = stated;
			found.trusted = true;
			return verified(`The provider calls itself ${shown(stated)}.`);
		}
		const difference = slashOnly
			? `They differ only in the slash at the end, ${stated.endsWith("/") ? "which the provider has" : "which the provider does not have"}; it counts.`
			: "The platform would refuse every sign-in from it.";
		const fits = stated.length <= 500 && URL.canParse(stated) && !stated.includes("{");
		const template = stated.includes("{") ? " It serves many tenants: use the address that carries your tenant's id." : "";
		return refused(`The provider names another issuer than the one given. ${difference}${template}`, {
			expected: shown(stated),
			actual: given,
			...(fits ? { suggestion: { field: "issuer", value: stated, label: `Use ${stated}` } } : {}),
		});
	},
};
