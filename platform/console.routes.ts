import type { FastifyReply } from "fastify";
import type { PlatformRoutes } from "./gate.ts";

/** The addresses that the console answers. */
const ADDRESSES = ["/", "/account", "/manage", "/manage/*"];

/** Serves the console's page to whoever is signed in; what they may see there, the API decides. */
export const mountConsolePages = (routes: PlatformRoutes, sendConsole: (reply: FastifyReply) => FastifyReply): void => {
	for (const url of ADDRESSES) {
		routes({
			method: "GET",
			url,
			family: "page",
			access: "signed-in",
			limit: "unlimited",
			audit: "none",
			handler: ({ reply }) => sendConsole(reply),
		});
	}
};
