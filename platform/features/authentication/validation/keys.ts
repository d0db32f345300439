import { importJWK, type JWK } from "jose";
import { Unanswered } from "../outbound.ts";
import { type Finding, notTried, refused, type Step, verified } from "./check.ts";

const DEFAULT_ALGORITHMS: Readonly<Record<string, string>> = { RSA: "RS256", EC: "ES256", OKP: "EdDSA" };
const CURVES: Readonly<Record<string, string>> = { "P-256": "ES256", "P-384": "ES384", "P-521": "ES512" };

/** The provider's keys load, and at least one can verify a signature (Discovery 1.0 section 3, `jwks_uri`). */
export const keys: Step = {
	id: "keys",
	title: "Its signing keys load",
	field: "issuer",
	async run({ ask, found }): Promise<Finding> {
		if (found.metadata === undefined) return notTried();
		const at = found.metadata.jwks_uri;
		try {
			const answer = await ask(at, { headers: { accept: "application/json, application/jwk-set+json" } });
			if (answer.status !== 200)
				return refused("The signing keys do not load.", { expected: `status 200 at ${at}`, actual: `status ${answer.status}` });
			const set = readSet(await answer.text());
			if (set === undefined)
				return refused("What is at the address of the signing keys is not a key set.", {
					expected: `a JSON object with keys at ${at}`,
				});
			const usable = (await Promise.all(set.map(isUsable))).filter(Boolean).length;
			return usable > 0
				? verified(`${usable} signing ${usable === 1 ? "key" : "keys"} loaded.`)
				: refused("The key set has no key that can verify a signature.", {
						expected: "an RSA, EC or Ed25519 signing key",
						actual: `${set.length} keys, none usable`,
					});
		} catch (thrown) {
			if (!(thrown instanceof Unanswered)) throw thrown;
			return refused(`The signing keys do not load. ${thrown.message}`, { actual: at });
		}
	},
};

const readSet = (text: string): readonly JWK[] | undefined => {
	try {
		const { keys } = JSON.parse(text) as { keys?: unknown };
		return Array.isArray(keys) ? keys.filter((key) => typeof key === "object" && key !== null) : undefined;
	} catch {
		return undefined;
	}
};

const isUsable = async (key: JWK): Promise<boolean> => {
	if (key.use !== undefined && key.use !== "sig") return false;
	const algorithm = key.alg ?? CURVES[key.crv ?? ""] ?? DEFAULT_ALGORITHMS[key.kty ?? ""];
	if (algorithm === undefined || key.kty === "oct") return false;
	try {
		await importJWK(key, algorithm);
		return true;
	} catch {
		return false;
	}
};
