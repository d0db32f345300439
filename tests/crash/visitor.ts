import { setTimeout as sleep } from "node:timers/promises";
import type { Administrator, Application, Person } from "./administrator.ts";
import type { Chance } from "./chance.ts";
import type { Notes } from "./notes.ts";
import { signInWith } from "./sign-in.ts";
import { createTokens, type Grant, newGrant, type Tokens } from "./tokens.ts";
import type { Wire } from "./wire.ts";

/** Signs in, gets codes and tokens, signs out, is deactivated, and comes again as somebody else. */
export interface Visitor {
	work(over: AbortSignal): Promise<void>;
	/** Whether what was answered is so: lately, or ever. */
	check(everything: boolean): Promise<void>;
}

interface Visit {
	readonly person: Person;
	readonly cookie: string;
	is: "open" | "signed out" | "deactivated";
	/** Its grants, the newest last. Those at the raced application come and go. */
	calm: Grant[];
	raced: Grant[];
}

const PAUSE = 15;
const LATELY = 3;

export const createVisitor = (
	wire: Wire,
	notes: Notes,
	chance: Chance,
	administrator: Administrator,
	applications: { readonly calm: Application; readonly raced: Application },
): Visitor => {
	const tokens: Tokens = createTokens(wire, notes);
	const visits: Visit[] = [];
	const deactivated: Person[] = [];
	let person: Person | undefined;
	let visit: Visit | undefined;

	const arrive = async (): Promise<void> => {
		person ??= await administrator.addPerson([applications.calm, applications.raced]);
		const cookie = await signInWith(wire, notes, person);
		if (cookie === undefined) return void (await sleep(100));
		visit = { person, cookie, is: "open", calm: [newGrant(applications.calm)], raced: [newGrant(applications.raced)] };
		visits.push(visit);
	};
	const grantOf = (grants: Grant[]): Grant => {
		const last = grants.at(-1);
		if (last && !last.revoked) return last;
		const next = newGrant(last?.application ?? applications.calm);
		grants.push(next);
		return next;
	};
	const leave = async (of: Visit): Promise<void> => {
		visit = undefined;
		const answer = await wire.insist("DELETE", "/api/v1/sessions/me", { cookie: of.cookie });
		if (!(answer.lostBefore && answer.status === 404)) wire.isOne(answer, "a sign-out", 204);
		of.is = "signed out";
		notes.count("sign-outs");
	};
	const beDeactivated = async (of: Visit): Promise<void> => {
		visit = undefined;
		person = undefined;
		await administrator.deactivate(of.person);
		deactivated.push(of.person);
		for (const each of visits) if (each.person === of.person) each.is = "deactivated";
	};
	const step = async (of: Visit): Promise<void> => {
		const at = chance.next();
		const calm = grantOf(of.calm);
		if (at < 0.3) await tokens.exchange(calm, of.cookie);
		else if (at < 0.62) await tokens.refresh(calm);
		else if (at < 0.7) await tokens.keepCode(calm, of.cookie);
		else if (at < 0.8) await tokens.raceCode(grantOf(of.raced), of.cookie);
		else if (at < 0.92) await tokens.raceRefresh(grantOf(of.raced), of.cookie);
		else if (at < 0.96) await tokens.revoke(calm);
		else if (at < 0.985) await leave(of);
		else await beDeactivated(of);
	};

	const checkVisit = async ({ cookie, is, person, calm, raced }: Visit): Promise<void> => {
		const session = await wire.insist("GET", "/api/v1/sessions/me", { cookie });
		if (wire.isOne(session, `a session that is ${is}`, is === "open" ? 200 : 404) && is === "open") {
			const { login } = JSON.parse(session.text) as { login: string };
			if (login !== person.login) notes.accuse(`a session of ${person.login} belongs to ${login}`);
		}
		for (const grant of [...calm.slice(-LATELY), ...raced.slice(-LATELY)]) {
			if (is === "deactivated") grant.revoked = true;
			// What a sign-out means for refresh tokens of offline access is each application's affair.
			if (is !== "signed out" || grant.revoked) await tokens.check(grant);
		}
	};
	return {
		async work(over) {
			while (!over.aborted) {
				if (visit === undefined) await arrive();
				else await step(visit);
				await sleep(PAUSE);
			}
		},
		async check(everything) {
			for (const each of everything ? visits : visits.slice(-LATELY)) await checkVisit(each);
			// Once each: guesses are counted.
			for (const { login: username, password } of deactivated.splice(0)) {
				const json = { username, password };
				wire.isOne(await wire.insist("POST", "/api/v1/authn", { json }), "a deactivated person's password", 401);
			}
		},
	};
};
