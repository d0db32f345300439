import { asFault } from "#common/faults/fault.ts";
import { createSeal } from "#common/seal/seal.ts";
import type { Db } from "../../database.ts";
import { createLooks } from "../looks/looks.ts";
import type { Letter } from "../mail/mail.ts";
import type { FactorRoutesNeeds } from "./factors.routes.ts";
import type { SessionProof } from "./factors.ts";

export interface FactorsAtTest {
	readonly needs: FactorRoutesNeeds;
	/** What was written, to whom. */
	readonly letters: { readonly to: string; readonly letter: Letter }[];
	/** What the caller's session has proven; at first by password, this moment. */
	session: SessionProof | undefined;
	/** The code of the last letter that had one. */
	lastCode(): string;
}

/** The code of the fault that this ends with, or `done`. */
export const codeOf = (work: Promise<unknown>): Promise<string> =>
	work.then(
		() => "done",
		(thrown) => asFault(thrown).code,
	);

const nowInSeconds = (): number => Math.floor(Date.now() / 1000);

/** A session that began now with these proofs. */
export const freshSession = (...amr: readonly string[]): SessionProof => ({ loginTs: nowInSeconds(), amr: [...amr] });

/** A session that was proven an hour ago. */
export const oldSession = (...amr: readonly string[]): SessionProof => ({ loginTs: nowInSeconds() - 3_600, amr: [...amr] });

/** What factors need, with letters to be looked at. For tests. */
export const factorsAtTest = (db: Db, url = "http://localhost:7081"): FactorsAtTest => {
	const letters: { to: string; letter: Letter }[] = [];
	const test: FactorsAtTest = {
		letters,
		session: freshSession("pwd"),
		lastCode: () => {
			const { letter } = letters.findLast((sent) => sent.letter.kind === "email-code") ?? {};
			return letter?.kind === "email-code" ? letter.code : "";
		},
		needs: {
			db,
			seal: createSeal("a master key that only the tests use", "provider"),
			url,
			mailer: {
				delivers: true,
				send: async (_db, { profile }, letter) => void letters.push({ to: profile.email, letter }),
			},
			looks: createLooks(),
			sessionOf: async () => test.session,
		},
	};
	return test;
};
