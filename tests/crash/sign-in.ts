import type { Notes } from "./notes.ts";
import type { Wire } from "./wire.ts";

/** A password's session: the cookie, or undefined where the answer was lost. A session token is sent twice at once, and worth one session. */
export const signInWith = async (
	wire: Wire,
	notes: Notes,
	{ login, password }: { readonly login: string; readonly password: string },
): Promise<string | undefined> => {
	const proven = await wire.ask("POST", "/api/v1/authn", { json: { username: login, password } });
	if (proven === undefined || !wire.isOne(proven, "a password", 200)) return undefined;
	const { sessionToken } = JSON.parse(proven.text) as { sessionToken: string };
	const redeem = () => wire.ask("POST", "/api/v1/sessions", { json: { sessionToken }, apart: true });
	const answers = await Promise.all([redeem(), redeem()]);
	const sessions = answers.filter((answer) => answer?.status === 200);
	if (sessions.length > 1) notes.accuse("a session token worked twice");
	for (const answer of answers) if (answer) wire.isOne(answer, "a session token", 200, 401);
	const cookie = sessions[0]?.headers["set-cookie"]?.[0]?.split(";")[0];
	if (cookie !== undefined) notes.count("sign-ins with a password");
	return cookie;
};
