import type { Words } from "#common/words/words.ts";
import type { PasswordRules } from "./account.ts";

/** What a password has to be, each rule in a sentence of its own. */
export const rulesInWords = (say: Words["say"], rules: PasswordRules): readonly string[] => {
	const found: readonly [boolean, string][] = [
		[rules.minLength > 0, say("has at least {count} characters; a few random words make a good one", { count: rules.minLength })],
		[rules.minLowerCase > 0, say("has lower-case letters, at least {count}", { count: rules.minLowerCase })],
		[rules.minUpperCase > 0, say("has upper-case letters, at least {count}", { count: rules.minUpperCase })],
		[rules.minNumber > 0, say("has digits, at least {count}", { count: rules.minNumber })],
		[rules.minSymbol > 0, say("has symbols, at least {count}", { count: rules.minSymbol })],
		[rules.excludeUsername, say("does not contain your username")],
		[rules.excludeAttributes.length > 0, say("does not contain your name")],
		[rules.excludeCommon, say("is none that many people use")],
		[
			rules.historyCount > 0,
			say("is none of your last passwords, of which {count} are remembered", { count: rules.historyCount }),
		],
		[rules.maxAgeDays > 0, say("has to be changed again after {count} days", { count: rules.maxAgeDays })],
	];
	return found.flatMap(([holds, sentence]) => (holds ? [sentence] : []));
};
