import type { FastifyReply } from "fastify";
import type { ProviderRoutes } from "./gate.ts";

/** The addresses that the console answers: the person's applications and account, and the administrators' pages. */
const ADDRESSES = ["/", "/account", "/account/*", "/admin", "/admin/*"];

/** Serves the console's page to whoever is signed in; what they may see there, the API decides. */
export const mountConsolePages = (routes: ProviderRoutes, sendConsole: (reply: FastifyReply) => FastifyReply): void => {
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
