import type { Changes } from "#common/db/changes.ts";
import { fieldFault } from "#common/faults/fault.ts";
import { newSecret } from "#common/seal/ids.ts";
import { checkPicture, type Picture } from "#common/web/pictures.ts";
import { checkedName } from "#common/web/text.ts";
import type { Db, Tx } from "../../database.ts";
import { type Accent, checkedAccent, coloursAddress } from "./colours.ts";
import { deleteLogo, type LooksRow, selectLogo, selectLooks, updateLogoDigest, upsertLogo, upsertLooks } from "./looks.store.ts";
import type { Brand } from "./looks.ts";

/** What administrators choose. */
export interface LooksSettings {
	readonly name: string;
	readonly signInText: string | null;
	readonly accent: Accent;
}

const LONGEST_NAME = 100;
const LONGEST_TEXT = 1_000;

/** What stands where nobody has chosen anything. */
const USUAL: LooksRow = {
	version: "",
	name: "Signet",
	sign_in_text: null,
	accent_light: null,
	accent_dark: null,
	logo_digest: null,
};

export const SIGNET: Brand = { name: USUAL.name, logo: undefined, colours: undefined, signInText: undefined };

const accentOf = (row: LooksRow): Accent => ({ light: row.accent_light, dark: row.accent_dark });

const brandOf = (row: LooksRow): Brand => ({
	name: row.name,
	logo: row.logo_digest === null ? undefined : `/looks/pictures/${row.logo_digest}`,
	colours: coloursAddress(accentOf(row)),
	signInText: row.sign_in_text ?? undefined,
});

/** What is chosen now, for whoever changes it. */
export const readLooks = async (db: Db): Promise<LooksSettings & { readonly logo: string | null }> => {
	const row = (await selectLooks(db)) ?? USUAL;
	return { name: row.name, signInText: row.sign_in_text, accent: accentOf(row), logo: brandOf(row).logo ?? null };
};

/** The logo stays. @throws Fault `invalid_request` at `name`, `signInText`, `accent.light`, `accent.dark`. */
export const saveLooks = async (db: Db, wanted: LooksSettings): Promise<void> => {
	const { light, dark } = checkedAccent(wanted.accent);
	const row = { name: checkedName(wanted.name, LONGEST_NAME), sign_in_text: checkedText(wanted.signInText) };
	await db
		.transaction()
		.execute((tx) => upsertLooks(tx, { version: newSecret(12), ...row, accent_light: light, accent_dark: dark }));
};

/** @throws Fault `invalid_request` at `file`. */
export const saveLogo = async (db: Db, bytes: Buffer): Promise<void> => {
	const { digest, mediaType } = checkPicture(bytes);
	await changeLogo(db, digest, (tx) => upsertLogo(tx, { digest, media_type: mediaType, bytes: bytes.toString("base64") }));
};

export const removeLogo = (db: Db): Promise<void> => changeLogo(db, null, deleteLogo);

const changeLogo = (db: Db, digest: string | null, write: (tx: Tx) => Promise<void>): Promise<void> =>
	db.transaction().execute(async (tx) => {
		if ((await selectLooks(tx)) === undefined) await upsertLooks(tx, { ...USUAL, version: newSecret(12) });
		await write(tx);
		await updateLogoDigest(tx, newSecret(12), digest);
	});

/** The logo, while it is the one that `digest` names. */
export const findLogo = async (db: Db, digest: string): Promise<Picture | undefined> => {
	const row = await selectLogo(db);
	return row?.digest === digest ? { mediaType: row.media_type, bytes: Buffer.from(row.bytes, "base64") } : undefined;
};

export interface Branding {
	/** As it was read last. */
	current(): Brand;
	/** Reads it again: whoever changes it does so at once. */
	reload(): Promise<void>;
	stop(): void;
}

/** Milliseconds after which other processes show what one has changed, whether or not they hear of it. */
const EVERY = 3_000;

/** Keeps what pages look like in memory: every one of them needs it, and it changes once a year. */
export const startBranding = async (db: Db, fail: (err: unknown) => void, changes?: Changes): Promise<Branding> => {
	let brand = SIGNET;
	const reload = async (): Promise<void> => {
		brand = brandOf((await selectLooks(db)) ?? USUAL);
	};
	await reload();
	let stopped = false;
	const again = (): void => {
		if (!stopped) reload().catch(fail);
	};
	changes?.on("settings", again);
	const timer = setInterval(again, EVERY);
	timer.unref();
	return {
		current: () => brand,
		reload,
		stop() {
			stopped = true;
			clearInterval(timer);
		},
	};
};

/** @throws Fault `invalid_request` (`signInText`). */
const checkedText = (given: string | null): string | null => {
	const text = (given ?? "").normalize("NFC").replaceAll(/\r\n?/g, "\n").trim();
	if ([...text].length > LONGEST_TEXT || /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u.test(text))
		throw fieldFault("invalid_request", "signInText", `Use at most ${LONGEST_TEXT} characters of plain text.`);
	return text === "" ? null : text;
};
