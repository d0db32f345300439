import { existsSync } from "node:fs";
import { openAsItIs, storedIn } from "#common/db/database.ts";
import { hasRing, isUnderWay, opensRing } from "#common/seal/rotation.ts";
import type { SealedColumn } from "#common/seal/sealed.ts";
import { SettingsError } from "#common/settings/settings.ts";
import type { Settings } from "#common/settings/table.ts";
import { sealedColumns as ofPlatform } from "../../platform/sealed.ts";
import { sealedColumns as ofProvider } from "../../provider/sealed.ts";
import type { HalfName } from "../halves.ts";
import type { KeySource } from "./keys.ts";

export type { HalfName } from "../halves.ts";

export interface OpenHalf {
	readonly name: HalfName;
	readonly db: ReturnType<typeof openAsItIs<never>>;
	readonly columns: readonly SealedColumn[];
}

const columnsOf = { provider: ofProvider, platform: ofPlatform } as const;

/** The database of `only`, or of both halves as far as they are there. @throws SettingsError */
export const openHalves = async (
	settings: Settings,
	only: HalfName | undefined,
	keys: KeySource,
): Promise<readonly OpenHalf[]> => {
	const names: readonly HalfName[] = ["provider", "platform"];
	const opened: OpenHalf[] = [];
	try {
		for (const name of names) {
			const half = await openHalf(settings, name, only === name);
			if (half !== undefined) opened.push(half);
		}
		const wanted = opened.filter(({ name }) => only === undefined || name === only);
		const others = opened.filter((half) => !wanted.includes(half));
		if (wanted.length === 0)
			throw new SettingsError(["There is nothing here yet. Name the data folder with SIGNET_DATA_DIR, or the database."]);
		if (keys.isShared) for (const other of others) await refuseToSplit(other, keys);
		for (const { db } of others) await db.destroy();
		return wanted;
	} catch (thrown) {
		for (const { db } of opened) await db.destroy();
		throw thrown;
	}
};

const openHalf = async (settings: Settings, name: HalfName, isAsked: boolean): Promise<OpenHalf | undefined> => {
	const { SIGNET_DATA_DIR: dataDir, SIGNET_DATABASE_URL: databaseUrl } = settings;
	const notYet = new SettingsError([`The ${name} has not been started with this release yet: start it first.`]);
	if (databaseUrl === undefined && !existsSync(storedIn(dataDir, name))) {
		if (isAsked) throw notYet;
		return undefined;
	}
	const db = openAsItIs<never>({ dataDir, databaseUrl, connections: 4 }, name);
	try {
		const ring = await hasRing(db);
		if (ring === "yes") return { name, db, columns: columnsOf[name] };
		if (ring === "not yet" || isAsked) throw notYet;
	} catch (thrown) {
		await db.destroy();
		throw thrown;
	}
	await db.destroy();
	return undefined;
};

/** The key in a data folder cannot be another one for one of two halves. */
const refuseToSplit = async ({ name, db }: OpenHalf, keys: KeySource): Promise<void> => {
	if ((await isUnderWay(db)) || (await opensRing(db, name, keys.old)))
		throw new SettingsError([`The ${name} uses the same master key: replace it for both, with signet rotate-secret.`]);
};
