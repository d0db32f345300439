import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { FastifyInstance } from "fastify";

const library = new URL(
	"../dist/bundle/index.umd.min.js",
	`file://${createRequire(import.meta.url).resolve("@simplewebauthn/browser")}`,
);

const script = (file: URL, name: string) => {
	const body = readFileSync(file);
	const version = createHash("sha256").update(body).digest("base64url").slice(0, 12);
	return { path: `/pages/${version}/${name}`, body };
};

const assets = [script(library, "webauthn.js"), script(new URL("./scripts/passkeys.js", import.meta.url), "passkeys.js")];

/** Addresses of what fills in the forms with `data-passkey`. */
export const passkeyScripts: readonly string[] = assets.map(({ path }) => path);

/** Serves the scripts of the provider's own pages. */
export const mountPageScripts = (app: FastifyInstance): void => {
	for (const { path, body } of assets) {
		app.get(path, (_request, reply) =>
			reply.type("text/javascript; charset=utf-8").header("Cache-Control", "public, max-age=31536000, immutable").send(body),
		);
	}
};
