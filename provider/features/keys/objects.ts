import type { StagedKey } from "./stages.ts";

/** A key as the API shows it, as it shows those of custom servers: the public part, and where it stands. */
export const keyObject = ({ status, jwk, created, activated, retired }: StagedKey) => {
	const { kid, alg, use, kty, n, e, crv, x, y } = jwk;
	const published = Object.entries({ n, e, crv, x, y }).filter(([, value]) => value !== undefined);
	return { status, kid, alg, use, kty, ...Object.fromEntries(published), created, activated, retired };
};
