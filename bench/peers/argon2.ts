import { createServer } from "node:http";
import { hashPassword } from "#common/seal/passwords.ts";
import { announce, argumentsOf } from "./announce.ts";

/** Argon2id alone, with the provider's parameters on the same thread pool: what password sign-ins cannot be quicker than. */
const { port } = argumentsOf<{ port: number }>();

createServer(async (request, response) => {
	response.end(await hashPassword(request.url ?? ""));
}).listen(port, "127.0.0.1", () =>
	announce({
		origin: { host: "127.0.0.1", port, authority: `localhost:${port}` },
		path: "/hash",
		cookies: [""],
		contains: "$argon2id$",
	}),
);
