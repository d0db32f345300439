import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply } from "fastify";
import { contentSecurityPolicy } from "./headers.ts";

export interface ConsoleSettings {
	/** Folder that holds the built console. */
	readonly dist: string;
	/** Where its files are served, with slashes at both ends. */
	readonly assetsPrefix: string;
}

/**
 * Serves the files of a built console, whose names carry their version, and answers the function that sends its page: with a
 * fresh style nonce each time, since the component library writes one style element.
 */
export const mountConsole = async (
	app: FastifyInstance,
	{ dist, assetsPrefix }: ConsoleSettings,
): Promise<(reply: FastifyReply) => FastifyReply> => {
	const file = join(dist, "index.html");
	if (existsSync(dist)) {
		await app.register(fastifyStatic, { root: dist, prefix: assetsPrefix, index: false, immutable: true, maxAge: "365d" });
	}
	let page: string | undefined;
	return (reply) => {
		page ??= existsSync(file) ? readFileSync(file, "utf8") : NOT_BUILT;
		const nonce = randomBytes(18).toString("base64");
		return reply
			.type("text/html; charset=utf-8")
			.header("Cache-Control", "no-store")
			.header("Content-Security-Policy", contentSecurityPolicy(nonce))
			.send(page.replaceAll("__CSP_NONCE__", nonce));
	};
};

const NOT_BUILT = "<!doctype html><title>Not built</title><p>The console is not built. Run <code>npm run build</code>.</p>";
