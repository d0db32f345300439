/** Counts what is hashed with Argon2. Has to be imported before anything that hashes. For tests. */
import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";

let count = 0;
const real = crypto.argon2;
crypto.argon2 = ((...given: Parameters<typeof real>) => {
	count += 1;
	return real(...given);
}) as typeof real;
syncBuiltinESMExports();

/** How often so far. */
export const hashesSoFar = (): number => count;
