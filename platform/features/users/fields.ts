import { type Fault, fieldFault } from "#common/faults/fault.ts";

/** What names, emails and usernames may look like, and temporary passwords do. */

export const MAX_NAME = 100;
const MAX_EMAIL = 254;
const MAX_USERNAME = 64;

const refuse = (field: string, message: string): Fault => fieldFault("invalid_request", field, message);

/** Without outer blanks. @throws Fault `invalid_request` for nothing, too much, or line breaks. */
export const readName = (text: string): string => {
	const name = text.trim();
	if (name === "" || name.length > MAX_NAME || /\p{Cc}/u.test(name)) {
		throw refuse("name", `Enter a name of at most ${MAX_NAME} characters.`);
	}
	return name;
};

/** @throws Fault `invalid_request` for what cannot be an address. Whether it is one, only mail can tell. */
export const readEmail = (text: string): string => {
	const email = text.trim();
	if (email.length > MAX_EMAIL || !/^[^\s\p{Cc}\p{Cf}@<>"(),:;[\]\\]+@[^\s\p{Cc}\p{Cf}@<>"(),:;[\]\\]+$/u.test(email)) {
		throw refuse("email", "Enter an email address, such as ada@example.com.");
	}
	return email;
};

/** @throws Fault `invalid_request` for anything but letters, digits, dots, dashes and underscores. */
export const readUsername = (text: string): string => {
	const username = text.trim();
	if (username.length > MAX_USERNAME || !/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(username)) {
		throw refuse("username", "Use letters, digits, dots, dashes and underscores, and begin with a letter or digit.");
	}
	return username;
};

/** A username made of an email, or of what a provider calls the person: the part before the @, without what may not be in one. */
export const usernameFrom = (text: string): string => {
	const local = text.normalize("NFC").trim().split("@", 1)[0] ?? "";
	const kept = local.replace(/[^\p{L}\p{N}._-]+/gu, "").replace(/^[._-]+/, "");
	// Room for a number that makes it free; a letter of two code units is not cut in half.
	const fits = kept.slice(0, MAX_USERNAME - 4).replace(/[\uD800-\uDBFF]$/, "");
	return fits || "user";
};
