import { createSeal } from "#common/seal/seal.ts";
import type { Db } from "../../platform/database.ts";
import {
	type Configuration,
	DEFAULTS,
	type Draft,
	saveConfiguration,
} from "../../platform/features/authentication/authentication.ts";

/** A draft of OpenID Connect at an address where nobody listens, but for what is given. */
export const draftWith = (given: Partial<Draft> = {}): Draft => ({
	...DEFAULTS,
	method: "openid-connect",
	clientId: "client",
	clientSecret: "",
	issuer: "http://127.0.0.1:9",
	...given,
});

/** Makes such a draft the live configuration, unasked: for tests that need no provider. */
export const configure = (db: Db, given: Partial<Draft> = {}): Promise<Configuration> =>
	saveConfiguration(db, createSeal("x".repeat(40), "platform"), { draft: draftWith(given), found: {}, savedBy: "Ada" });
