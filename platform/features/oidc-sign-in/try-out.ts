import { after, now } from "#common/db/columns.ts";
import { asFault, Fault } from "#common/faults/fault.ts";
import {
	type Configuration,
	configurationById,
	type Draft,
	saveConfiguration,
	type Validation,
} from "../authentication/authentication.ts";
import { provenByTest } from "../door/door.ts";
import type { Actor } from "../roles/roles.ts";
import { type AccountPreview, previewAccount } from "./accounts.ts";
import { TEST_LASTS } from "./expired.ts";
import { beginUnder, type ComeBack, type OidcSignInNeeds, type Redeemed, redeem } from "./oidc-sign-in.ts";
import type { Exchanged } from "./tokens.ts";
import { insertTest, selectTest, type TestRow, updateTest } from "./try-out.store.ts";

/**
 * *Test sign-in*: an administrator goes through a whole sign-in on values that are live nowhere, in a second window, and sees
 * what the provider said and what would become of it. It makes no account, no session and no link; a pass is remembered as
 * proof of exactly these values. What the provider said of the person is kept sealed, for an hour.
 */

/** How a test ended. */
export interface TestOutcome {
	readonly at: string;
	/** Finds the test in the audit log. */
	readonly requestId: string;
	readonly fault: {
		readonly code: string;
		readonly message: string;
		readonly requestId: string;
		readonly advice: Fault["advice"] | null;
	} | null;
	/** Claims as they came. */
	readonly idToken: Readonly<Record<string, unknown>> | null;
	readonly userinfo: Readonly<Record<string, unknown>> | null;
	readonly account: AccountPreview | null;
	readonly tokens: Tokens | null;
	readonly support: Support | null;
}

interface Tokens {
	readonly refreshToken: boolean;
	/** Seconds, where the provider said so. */
	readonly refreshExpiresIn: number | null;
	readonly accessTokenLifetime: number | null;
	readonly idTokenLifetime: number | null;
	/** Seconds by which the provider's clock is ahead, as far as `iat` tells. */
	readonly clockDifference: number | null;
}

interface Support {
	readonly endSession: boolean;
	readonly backchannelLogout: boolean;
	readonly frontchannelLogout: boolean;
}

export interface SignInTest {
	readonly id: string;
	readonly state: TestRow["state"];
	readonly outcome: TestOutcome | null;
}

const outcomeIdentity = (id: string): string => `sign_in_tests.outcome/${id}`;

/** Prepares a test of `draft`; answers its id. */
export const prepareTest = async (
	{ db, seal }: OidcSignInNeeds,
	draft: Draft,
	validation: Validation,
	actor: Actor,
): Promise<string> => {
	return db.transaction().execute(async (tx) => {
		const { id } = await saveConfiguration(tx, seal, { draft, found: validation, savedBy: actor.name, purpose: "test" });
		await insertTest(tx, {
			configuration_id: id,
			started_by: actor.id,
			state: "begun",
			outcome: null,
			expires: after(TEST_LASTS),
		});
		return id;
	});
};

/** The address at the provider that begins the test. @throws Fault `not_found`; `provider_unreachable`, which ends it */
export const beginTest = async (
	needs: OidcSignInNeeds,
	id: string,
	actor: Actor,
	{ browser, requestId }: { readonly browser: string; readonly requestId: string },
): Promise<string> => {
	await getTest(needs, id, actor);
	const configuration = await configurationById(needs.db, id);
	if (configuration === undefined) throw new Fault("not_found");
	try {
		return await beginUnder(needs, configuration, { browser, next: "/" });
	} catch (thrown) {
		await keep(needs, id, false, failed(asFault(thrown), requestId));
		throw thrown;
	}
};

/** A test, for the administrator who started it and nobody else. @throws Fault `not_found` */
export const getTest = async ({ db, seal }: OidcSignInNeeds, id: string, actor: Actor): Promise<SignInTest> => {
	const row = await selectTest(db, id);
	if (row?.started_by !== actor.id || row.expires <= now()) throw new Fault("not_found");
	const outcome = row.outcome === null ? null : (JSON.parse(seal.open(row.outcome, outcomeIdentity(id))) as TestOutcome);
	return { id, state: row.state, outcome };
};

/**
 * Ends a test with what came back.
 *
 * @throws Fault `attempt_expired` where it is not the test of whoever is signed in.
 */
export const finishTest = async (
	needs: OidcSignInNeeds,
	back: ComeBack,
	actor: Actor | undefined,
	requestId: string,
): Promise<EndedTest> => {
	const { db } = needs;
	const { configuration } = back;
	const { id } = configuration;
	const row = await selectTest(db, id);
	if (actor === undefined || row?.started_by !== actor.id) throw new Fault("attempt_expired");
	let claims: Exchanged["claims"] | undefined;
	try {
		const redeemed = await redeem(needs, back, (said) => {
			claims = said;
		});
		const account = await previewAccount(db, redeemed.person, configuration);
		const refused = obstacleIn(account, actor);
		const outcome = { ...saidIn(claims), account, tokens: tokensOf(redeemed), support: supportOf(redeemed) };
		await keep(needs, id, refused === undefined, { at: now(), requestId, fault: null, ...outcome });
		if (refused === undefined) await provenByTest(db, configuration, actor.id);
		return { state: refused === undefined ? "passed" : "failed", refused, claims };
	} catch (thrown) {
		const fault = asFault(thrown);
		await keep(needs, id, false, { ...failed(fault, requestId), ...saidIn(claims) });
		// Ours to look into: it belongs in the log, with what caused it.
		if (fault.code === "internal") throw thrown;
		return { state: "failed", refused: fault, claims };
	}
};

export interface EndedTest {
	readonly state: "passed" | "failed";
	/** Why it did not pass. */
	readonly refused: Pick<Fault, "code" | "detail" | "advice"> | undefined;
	readonly claims: Exchanged["claims"] | undefined;
}

/**
 * Why the account would be refused. That the administrator's own account has the email and a password is no obstacle: the site
 * admin's always has, and the sign-in itself worked.
 */
const obstacleIn = ({ arrival, refusal, user }: AccountPreview, actor: Actor): EndedTest["refused"] =>
	arrival !== "refused" || (user?.id === actor.id && refusal?.advice.rule === "built-in-holder")
		? undefined
		: new Fault("account_refused", { ...(refusal ? { description: refusal.message, advice: refusal.advice } : {}) });

const saidIn = (claims: Exchanged["claims"] | undefined): Pick<TestOutcome, "idToken" | "userinfo"> => ({
	idToken: claims?.idToken ?? null,
	userinfo: claims?.userinfo ?? null,
});

const failed = ({ code, description, advice }: Fault, requestId: string): TestOutcome => ({
	at: now(),
	requestId,
	fault: { code, message: description, requestId, advice: advice ?? null },
	...{ idToken: null, userinfo: null, account: null, tokens: null, support: null },
});

const keep = ({ db, seal }: OidcSignInNeeds, id: string, passed: boolean, outcome: TestOutcome): Promise<void> =>
	updateTest(db, id, passed ? "passed" : "failed", seal.seal(JSON.stringify(outcome), outcomeIdentity(id)));

const secondsUntil = (moment: string | null | undefined): number | null =>
	moment == null ? null : Math.round((Date.parse(moment) - Date.now()) / 1000);

const tokensOf = ({ accessToken, refreshToken, claims: { idToken } }: Redeemed): Tokens => ({
	refreshToken: refreshToken !== undefined,
	refreshExpiresIn: secondsUntil(refreshToken?.expires),
	accessTokenLifetime: secondsUntil(accessToken.expires),
	idTokenLifetime: idToken.exp - idToken.iat,
	clockDifference: Math.round(idToken.iat - Date.now() / 1000),
});

const supportOf = ({ provider: { metadata } }: Redeemed): Support => ({
	endSession: metadata.end_session_endpoint !== undefined,
	backchannelLogout: metadata["backchannel_logout_supported"] === true,
	frontchannelLogout: metadata["frontchannel_logout_supported"] === true,
});

/** Whether a configuration belongs to a test. */
export const isTest = ({ purpose }: Configuration): boolean => purpose === "test";
