import { createHash, randomBytes } from "node:crypto";
import { type Application, REDIRECT } from "./administrator.ts";
import type { Notes } from "./notes.ts";
import type { Answer, Wire } from "./wire.ts";

/** What one session got at one application. Reuse of a code or a token ends all of it (RFC 6749 section 4.1.2, RFC 9700 section 4.14.2). */
export interface Grant {
	readonly application: Application;
	/** Refresh tokens that were answered and not used since. */
	live: string[];
	/** Codes that were answered and not used. */
	codes: Code[];
	revoked: boolean;
}

export const newGrant = (application: Application): Grant => ({ application, live: [], codes: [], revoked: false });

interface Code {
	readonly code: string;
	readonly verifier: string;
}

export interface Tokens {
	/** Gets a code and redeems it, again where the answer is lost. */
	exchange(grant: Grant, cookie: string): Promise<void>;
	/** Uses one of its refresh tokens, again where the answer is lost. */
	refresh(grant: Grant): Promise<void>;
	/** Gets a code and keeps it for the check. */
	keepCode(grant: Grant, cookie: string): Promise<void>;
	/** Sends one code twice at the same moment, and then once more. */
	raceCode(grant: Grant, cookie: string): Promise<void>;
	/** The same with a refresh token. */
	raceRefresh(grant: Grant, cookie: string): Promise<void>;
	revoke(grant: Grant): Promise<void>;
	/** What works is used, and works; what does not is refused. */
	check(grant: Grant): Promise<void>;
}

/** Tokens of one grant that a check uses. */
const LATELY = 3;

export const createTokens = (wire: Wire, notes: Notes): Tokens => {
	const authorize = async ({ application }: Grant, cookie: string): Promise<Code | undefined> => {
		const verifier = randomBytes(32).toString("base64url");
		const query = new URLSearchParams({
			client_id: application.clientId,
			response_type: "code",
			scope: "openid profile offline_access",
			redirect_uri: REDIRECT,
			state: "state",
			// By which databases.ts knows what came of this code.
			nonce: randomBytes(16).toString("base64url"),
			code_challenge: createHash("sha256").update(verifier).digest("base64url"),
			code_challenge_method: "S256",
		});
		const answer = await wire.ask("GET", `/oauth2/v1/authorize?${query}`, { cookie });
		if (answer === undefined) return undefined;
		const code = URL.parse(answer.headers.location ?? "")?.searchParams.get("code");
		if (!code)
			return void notes.accuse(
				`an open session got no code: ${answer.status} ${answer.headers.location} ${answer.text.slice(0, 200)}`,
			);
		notes.count("authorizations");
		return { code, verifier };
	};
	const formOf = (what: Code | string) =>
		typeof what === "string"
			? { grant_type: "refresh_token", refresh_token: what }
			: { grant_type: "authorization_code", code: what.code, code_verifier: what.verifier, redirect_uri: REDIRECT };
	const post = ({ application }: Grant, what: Code | string, apart = false) =>
		wire.ask("POST", "/oauth2/v1/token", { authorization: application.basic, form: formOf(what), apart });
	const insist = ({ application }: Grant, what: Code | string) =>
		wire.insist("POST", "/oauth2/v1/token", { authorization: application.basic, form: formOf(what) });
	const nameOf = (what: Code | string): string => (typeof what === "string" ? "a refresh token" : "a code");
	const refreshTokenIn = ({ text }: Answer): string => (JSON.parse(text) as { refresh_token: string }).refresh_token;
	const refused = async (grant: Grant, what: Code | string, why: string): Promise<void> => {
		wire.isOne(await insist(grant, what), `${nameOf(what)} that ${why}`, 400);
	};

	/** Uses a code or a token once, and once more where nobody knows whether it was used. */
	const use = async (grant: Grant, what: Code | string, why: string): Promise<void> => {
		const answer = await insist(grant, what);
		if (answer.status === 200) {
			grant.live.push(refreshTokenIn(answer));
			notes.count(typeof what === "string" ? "refreshes" : "code exchanges");
			return;
		}
		if (!wire.isOne(answer, `${nameOf(what)} that ${why}`, ...(answer.lostBefore ? [400] : [200]))) return;
		// The lost one has used it, and this one ended the grant: nothing of it works any more.
		notes.count("used by a request whose answer was lost");
		await refused(grant, what, "was used, and whose answer was lost,");
		grant.revoked = true;
	};
	/** Of two at once, one at most is good. */
	const race = async (grant: Grant, what: Code | string): Promise<void> => {
		const answers = await Promise.all([post(grant, what, true), post(grant, what, true)]);
		const good = answers.filter((answer) => answer?.status === 200);
		for (const answer of answers) if (answer) wire.isOne(answer, `${nameOf(what)} in a race`, 200, 400);
		if (good.length > 1) notes.accuse(`${nameOf(what)} worked twice`);
		if (good.length === 0 && !answers.includes(undefined)) notes.accuse(`${nameOf(what)} worked for neither of two`);
		notes.count(`races of ${nameOf(what)}`);
		const again = await insist(grant, what);
		if (again.status === 200) {
			// Fine where neither of the lost ones was done, or this one's own lost answer.
			if (good.length > 0) notes.accuse(`${nameOf(what)} worked again after a race`);
			if (!answers.includes(undefined)) notes.accuse(`${nameOf(what)} worked after two refusals`);
			grant.live.push(refreshTokenIn(again));
			await refused(grant, what, "was used after a race");
		} else wire.isOne(again, `${nameOf(what)} after a race`, 400);
		for (const answer of good) if (answer) grant.live.push(refreshTokenIn(answer));
		grant.revoked = true;
		for (const token of grant.live.slice(-LATELY)) await refused(grant, token, "belongs to a grant that ended by reuse");
	};
	const gotten = async (grant: Grant, cookie: string): Promise<string | undefined> => {
		const code = await authorize(grant, cookie);
		if (code) await use(grant, code, "was just answered");
		return grant.revoked ? undefined : grant.live.pop();
	};
	return {
		async exchange(grant, cookie) {
			const code = await authorize(grant, cookie);
			if (code) await use(grant, code, "was just answered");
		},
		async refresh(grant) {
			const token = grant.live.shift();
			if (token !== undefined) await use(grant, token, "was not used");
		},
		async keepCode(grant, cookie) {
			const code = await authorize(grant, cookie);
			if (code) grant.codes.push(code);
		},
		async raceCode(grant, cookie) {
			const code = await authorize(grant, cookie);
			if (code) await race(grant, code);
		},
		async raceRefresh(grant, cookie) {
			const token = await gotten(grant, cookie);
			if (token !== undefined) await race(grant, token);
		},
		async revoke(grant) {
			const token = grant.live.at(-1);
			if (token === undefined) return;
			const form = { token, token_type_hint: "refresh_token" };
			wire.isOne(
				await wire.insist("POST", "/oauth2/v1/revoke", { authorization: grant.application.basic, form }),
				"a revocation",
				200,
			);
			grant.revoked = true;
			notes.count("revocations");
		},
		async check(grant) {
			if (grant.revoked) {
				for (const token of grant.live.slice(-LATELY)) await refused(grant, token, "was revoked");
				for (const code of grant.codes.slice(-LATELY)) await refused(grant, code, "was revoked");
				return;
			}
			for (const code of grant.codes.splice(0)) if (!grant.revoked) await use(grant, code, "was kept");
			for (const token of grant.live.splice(0, LATELY)) if (!grant.revoked) await use(grant, token, "was kept");
		},
	};
};
