import { now } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { Fault, type FieldFault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import { verifyPassword } from "#common/seal/passwords.ts";
import type { Db, Tx } from "../../database.ts";
import { isCommon } from "./common-passwords.ts";
import { isTrueAt, numberAt, textsAt } from "./document.ts";
import { type Person, policyFor } from "./evaluation.ts";
import { deletePasswordsBefore, insertPassword, selectPasswords } from "./password-history.store.ts";

/** What a password must be. */
export interface PasswordRules {
	readonly minLength: number;
	readonly minLowerCase: number;
	readonly minUpperCase: number;
	readonly minNumber: number;
	readonly minSymbol: number;
	readonly excludeUsername: boolean;
	/** Of the profile, such as `firstName`. */
	readonly excludeAttributes: readonly string[];
	readonly excludeCommon: boolean;
	/** So many former passwords cannot be used again. */
	readonly historyCount: number;
	/** Days after which it must be changed; 0: never. */
	readonly maxAgeDays: number;
}

/** The most that is remembered of anybody. */
const LONGEST_HISTORY = 30;
/** Shorter parts of a name stand in many a word. */
const SHORTEST_PART = 4;

/** The rules for a person. */
export const passwordRulesFor = async (db: Db, person: Person): Promise<PasswordRules> => {
	const policy = await policyFor(db, "PASSWORD", person);
	const complexity = (name: string, otherwise = 0) =>
		numberAt(policy?.document, `settings.password.complexity.${name}`, otherwise);
	return {
		minLength: complexity("minLength", 8),
		minLowerCase: complexity("minLowerCase"),
		minUpperCase: complexity("minUpperCase"),
		minNumber: complexity("minNumber"),
		minSymbol: complexity("minSymbol"),
		excludeUsername: isTrueAt(policy?.document, "settings.password.complexity.excludeUsername"),
		excludeAttributes: textsAt(policy?.document, "settings.password.complexity.excludeAttributes"),
		excludeCommon: isTrueAt(policy?.document, "settings.password.complexity.dictionary.common.exclude"),
		historyCount: numberAt(policy?.document, "settings.password.age.historyCount", 0),
		maxAgeDays: numberAt(policy?.document, "settings.password.age.maxAgeDays", 0),
	};
};

type Profile = Readonly<Record<string, unknown>>;

const count = (password: string, kind: RegExp): number => password.match(kind)?.length ?? 0;

const complaints = (rules: PasswordRules, password: string, profile: Profile): readonly string[] => {
	const folded = fold(password);
	const holds = (value: unknown) =>
		typeof value === "string" && value.trim().length >= SHORTEST_PART && folded.includes(fold(value));
	const login = String(profile["login"] ?? "");
	const attributes = rules.excludeAttributes.map((name) => profile[name]);
	const found: readonly [boolean, string][] = [
		[[...password].length < rules.minLength, `Use at least ${rules.minLength} characters.`],
		[count(password, /\p{Ll}/gu) < rules.minLowerCase, `Use at least ${rules.minLowerCase} lower-case letters.`],
		[count(password, /\p{Lu}/gu) < rules.minUpperCase, `Use at least ${rules.minUpperCase} upper-case letters.`],
		[count(password, /\p{Nd}/gu) < rules.minNumber, `Use at least ${rules.minNumber} digits.`],
		[count(password, /[^\p{L}\p{N}]/gu) < rules.minSymbol, `Use at least ${rules.minSymbol} symbols.`],
		[rules.excludeUsername && [login, login.split("@")[0]].some(holds), "Leave the username out."],
		[attributes.some(holds), "Leave your own name out."],
		[rules.excludeCommon && isCommon(folded), "Many people use this one: choose another."],
	];
	return found.flatMap(([wrong, sentence]) => (wrong ? [sentence] : []));
};

export interface NewPassword {
	/** Undefined for somebody who is about to be made. */
	readonly userId?: string | undefined;
	/** Theirs, where they are about to be made: Everyone among them. */
	readonly groupIds?: readonly string[];
	readonly password: string;
	readonly profile: Profile;
	/** The stored form of the password that they have now. */
	readonly presentHash?: string | null | undefined;
	/** What the body calls it. */
	readonly field?: string;
}

/**
 * Refuses a password that the person's policy does not allow. Comparing with former ones takes some 40 ms for each.
 *
 * @throws Fault `password_refused` (`field`, else `password`).
 */
export const checkNewPassword = async (db: Db, wanted: NewPassword): Promise<void> => {
	const { userId, groupIds = [], password, profile, presentHash, field = "password" } = wanted;
	const rules = await passwordRulesFor(db, userId === undefined ? { groupIds } : { userId });
	const refuse = (messages: readonly string[]) => {
		const fields = messages.map((message): FieldFault => ({ field, message }));
		if (fields.length > 0) throw new Fault("password_refused", { fields });
	};
	refuse(complaints(rules, password, profile));
	if (userId === undefined || rules.historyCount === 0) return;
	const former = await selectPasswords(db, userId, rules.historyCount - (presentHash ? 1 : 0));
	for (const hash of new Set([...(presentHash ? [presentHash] : []), ...former]))
		if (await verifyPassword(password, hash))
			refuse([`It was used before: the last ${rules.historyCount} cannot be used again.`]);
};

/** Remembers a password that a person had until now, for `checkNewPassword`. */
export const rememberPassword = async (tx: Tx, userId: string, hash: string): Promise<void> => {
	await insertPassword(tx, { id: newId("pwh"), user_id: userId, password_hash: hash, created: now() });
	await deletePasswordsBefore(tx, userId, LONGEST_HISTORY);
};
