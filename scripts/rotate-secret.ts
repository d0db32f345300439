import { parseArgs } from "node:util";
import { SettingsError } from "#common/settings/settings.ts";
import type { Settings } from "#common/settings/table.ts";
import { mistakeOf, UsageError } from "./doctor.ts";
import { type HalfName, type OpenHalf, openHalves } from "./rotate/halves.ts";
import { type KeySource, keySource } from "./rotate/keys.ts";
import { alone } from "./rotate/lease.ts";
import { createProgress } from "./rotate/progress.ts";
import { begin, finish, sealAnew, switchOver } from "./rotate/steps.ts";

export const ROTATE_USAGE = "signet rotate-secret [provider|platform] [--finish]";

/**
 * `signet rotate-secret`: another master key, and everything sealed anew, with the halves running or stopped. It can be ended at any moment
 * and started again. Answers the exit code. @throws UsageError
 */
export const rotateSecret = async (
	args: readonly string[],
	settings: Settings,
	say: (sentence: string) => void,
): Promise<number> => {
	const { only, wantsFinish } = argumentsOf(args);
	let halves: readonly OpenHalf[] = [];
	try {
		const keys = keySource(settings, wantsFinish);
		halves = await openHalves(settings, only, keys);
		await alone(halves, say, () => rotate(halves, keys, wantsFinish));
		return 0;
	} catch (thrown) {
		if (thrown instanceof SettingsError) for (const fault of thrown.faults) say(fault);
		else say(`the master key is not replaced yet: ${messageOf(thrown)}. Start it again, and it goes on from there.`);
		return 1;
	} finally {
		for (const { db } of halves) await db.destroy();
	}
};

const messageOf = (thrown: unknown): string => {
	const { code, message } = thrown as NodeJS.ErrnoException;
	return message || code || "unknown error";
};

const argumentsOf = (args: readonly string[]): { only: HalfName | undefined; wantsFinish: boolean } => {
	const wrongly = (sentence: string) => new UsageError(`${sentence} Usage: ${ROTATE_USAGE}`);
	const read = (() => {
		try {
			return parseArgs({ args: [...args], options: { finish: { type: "boolean" } }, allowPositionals: true });
		} catch (thrown) {
			throw wrongly(mistakeOf(thrown));
		}
	})();
	const [only, more] = read.positionals;
	if (more !== undefined || (only !== undefined && only !== "platform" && only !== "provider"))
		throw wrongly(`There is no half called ${more ?? only}.`);
	return { only, wantsFinish: read.values.finish === true };
};

const rotate = async (halves: readonly OpenHalf[], keys: KeySource, wantsFinish: boolean): Promise<void> => {
	const tell = (text: string) => process.stdout.write(`${text}\n`);
	const underWay = await begin(halves, keys);
	if (underWay.length === 0) {
		keys.forget();
		tell(keys.nothingLeft);
		return;
	}
	await switchOver(underWay, keys);
	const progress = createProgress(process.stderr);
	for (const half of underWay) {
		const lost = await sealAnew(half, keys, progress.of(half.name));
		progress.end();
		for (const where of lost) tell(`${where} opens under no key that there is, and stays as it is.`);
	}
	if (keys.othersMayHaveOld && !wantsFinish) {
		tell(keys.instructions);
		return;
	}
	await finish(underWay);
	keys.forget();
	tell(`The master key is replaced, and the old one opens nothing any more. Backups from before need the old one: make a new backup now,
and keep a copy of the new key apart from it.`);
};
