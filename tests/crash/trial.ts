import { setTimeout as sleep } from "node:timers/promises";
import { type Administrator, createAdministrator } from "./administrator.ts";
import { type Chance, chanceFrom } from "./chance.ts";
import type { CrashDatabase } from "./databases.ts";
import { createNotes, type Notes } from "./notes.ts";
import { createVictim, type Victim } from "./victim.ts";
import { createVisitor, type Visitor } from "./visitor.ts";
import { openWire, type Wire } from "./wire.ts";

export interface TrialOptions {
	readonly kills: number;
	readonly seed: number;
	/** People who visit at the same time. */
	readonly visitors: number;
	/** Hears what happens. */
	readonly say: (line: string) => void;
}

/** Whom SIGKILL meets. */
type Aim = "everything" | "one worker" | "the upper process" | "everything, and again while it starts";

/** In this order at first, so that a short trial has most of them. */
const AIMS: readonly Aim[] = ["everything", "one worker", "the upper process", "everything, and again while it starts"];

interface Crowd {
	readonly administrators: readonly Administrator[];
	readonly visitors: readonly Visitor[];
	readonly wires: readonly Wire[];
}

const gather = async ({ url }: Victim, notes: Notes, chance: Chance, count: number): Promise<Crowd> => {
	const wires = Array.from({ length: count + 2 }, (_, n) => openWire(url, notes, `127.0.0.${n + 1}`));
	const [first, second, ...others] = wires as [Wire, Wire, ...Wire[]];
	const administrators = [
		await createAdministrator(first, notes, chance.fork()),
		await createAdministrator(second, notes, chance.fork()),
	] as const;
	const applications = {
		calm: await administrators[0].addApplication("Calm"),
		raced: await administrators[0].addApplication("Raced"),
	};
	const visitors = others.map((wire) => createVisitor(wire, notes, chance.fork(), administrators[0], applications));
	return { administrators, visitors, wires };
};

/** Kills the provider again and again under load, and looks after each time for what it had answered. Answers what was wrong. */
export const runTrial = async (database: CrashDatabase, options: TrialOptions): Promise<Notes> => {
	const { kills, seed, say } = options;
	const chance = chanceFrom(seed);
	const notes = createNotes();
	const victim = await createVictim(database.settings);
	const examine = async (when: string): Promise<void> => {
		for (const fault of await database.faults()) notes.accuse(`the database ${when}: ${fault}`);
	};
	const strike = async (aim: Aim): Promise<number> => {
		if (aim === "one worker") {
			await victim.killWorker(chance.between(0, 1));
			return 1;
		}
		await (aim === "the upper process" ? victim.killUpper() : victim.killAll());
		if (aim === "everything") await examine("after a crash");
		if (aim === "everything, and again while it starts") {
			await victim.start(false);
			await sleep(chance.between(50, 1_500));
			await victim.killAll();
		}
		await victim.start();
		return aim === "everything, and again while it starts" ? 2 : 1;
	};
	say(`${database.name}, seed ${seed}, ${kills} kills; looked at: ${database.checks}`);
	let crowd: Crowd | undefined;
	try {
		await victim.start();
		crowd = await gather(victim, notes, chance, options.visitors);
		const { administrators, visitors } = crowd;
		for (let done = 0, round = 0; done < kills; round++) {
			const over = new AbortController();
			const load = Promise.allSettled([...administrators, ...visitors].map((one) => one.work(over.signal)));
			const before = notes.accusations.length;
			await sleep(chance.between(300, 2_000));
			const aim = done + 1 === kills ? "everything" : (AIMS[round] ?? chance.pick(AIMS));
			const began = performance.now();
			done += await strike(aim);
			const seconds = ((performance.now() - began) / 1000).toFixed(1);
			await sleep(chance.between(100, 600));
			over.abort();
			for (const one of await load) if (one.status === "rejected") throw one.reason;
			await Promise.all([...administrators, ...visitors].map((one) => one.check(false)));
			say(`kill ${done}, ${aim}: ready after ${seconds} s; ${notes.accusations.length - before} faults`);
			for (const sentence of notes.accusations.slice(before)) say(`    WRONG: ${sentence}`);
		}
		await Promise.all([...administrators, ...visitors].map((one) => one.check(true)));
		if ((await victim.stop()) !== 0) notes.accuse("it did not stop in good order");
		await examine("at the end");
	} catch (thrown) {
		notes.accuse(`the trial ended early: ${(thrown as Error).message}`);
	} finally {
		await victim.killAll();
		for (const wire of crowd?.wires ?? []) wire.close();
	}
	say([...notes.counts].map(([what, count]) => `${count} ${what}`).join(", "));
	if (notes.accusations.length > 0) say(victim.said());
	return notes;
};
