import type { Seal } from "#common/seal/seal.ts";
import type { Limit } from "#common/web/limits.ts";
import type { Db } from "../../database.ts";
import type { PlatformRoutes } from "../../gate.ts";
import { publicClientKeys } from "./client-keys.ts";

const READS: Limit = { name: "client-keys", points: 300, duration: 60 };

/** `/oidc/jwks.json`: the platform's public key, for providers that let it prove itself by `private_key_jwt`. */
export const mountClientKeys = (routes: PlatformRoutes, { db, seal }: { readonly db: Db; readonly seal: Seal }): void => {
	routes({
		method: "GET",
		url: "/oidc/jwks.json",
		family: "problem",
		access: "anyone",
		limit: READS,
		audit: "none",
		handler: async ({ reply }) => reply.header("Cache-Control", "public, max-age=300").send(await publicClientKeys(db, seal)),
	});
};
