import type { Advice } from "#common/faults/fault.ts";
import type { Db } from "../../database.ts";
import type { Role } from "../roles/roles.ts";
import { freeUsername, usernameFrom } from "../users/users.ts";
import { findFor, nameOf } from "./accounts.ts";
import { type AccountRules, type Arrival, type Decision, decide } from "./admission.ts";
import type { Person } from "./person.ts";

/** What would become of a person, for an administrator who tries a configuration out. */
export interface AccountPreview {
	readonly arrival: Arrival | "refused";
	/** The account that is there already. */
	readonly user: { readonly id: string; readonly name: string; readonly email: string; readonly username: string } | null;
	readonly refusal: { readonly message: string; readonly advice: Advice } | null;
	readonly derived: readonly {
		readonly field: "email" | "name" | "username";
		readonly value: string | null;
		readonly why: string;
	}[];
	readonly emailVerified: boolean | null;
	readonly emailWhy: string;
	readonly groups: readonly string[] | null;
	readonly groupOverage: boolean;
	readonly roles: readonly Role[];
	readonly rolesWhy: string;
}

/** As `openAccount` would decide; writes nothing. */
export const previewAccount = async (db: Db, person: Person, rules: AccountRules): Promise<AccountPreview> => {
	const decision = decide(person, rules, await findFor(db, person));
	const { user, given } = decision;
	return {
		arrival: decision.arrival,
		user: user ? { id: user.id, name: user.name, email: user.email, username: user.username } : null,
		refusal: decision.arrival === "refused" ? decision.refusal : null,
		derived: await derive(db, person, rules, decision),
		emailVerified: person.emailVerified ?? null,
		emailWhy: person.emailWhy,
		groups: person.groups ?? null,
		groupOverage: person.groupOverage,
		roles: given?.roles ?? [],
		rolesWhy: given?.why ?? "",
	};
};

const derive = async (
	db: Db,
	person: Person,
	{ claims, followRenames }: AccountRules,
	{ user, arrival }: Decision,
): Promise<AccountPreview["derived"]> => {
	const { email, emailClaim, emailVerified, name } = person;
	const fromEmail = email === undefined ? "Nothing the provider said is an email." : `From the claim ${emailClaim}.`;
	const fromName = name === undefined ? `The claim ${claims.name} is missing.` : `From the claim ${claims.name}.`;
	if (user === undefined) {
		return [
			{ field: "email", value: email ?? null, why: fromEmail },
			{ field: "name", value: nameOf(person) || null, why: fromName },
			{ field: "username", ...(await newUsername(db, person, claims.username)) },
		];
	}
	const stays = followRenames ? "It stays as it is." : "It stays as it is: renames at the provider are not followed.";
	const follows = followRenames && arrival === "known" && emailVerified === true && email !== undefined && email !== user.email;
	return [
		{ field: "email", value: follows ? email : user.email, why: follows ? `${fromEmail} It follows, being verified.` : stays },
		{
			field: "name",
			value: (followRenames ? name : undefined) ?? user.name,
			why: followRenames && name !== undefined ? fromName : stays,
		},
		{
			field: "username",
			value: user.username,
			why: "It stays as it is, unless the provider calls the person otherwise from now on.",
		},
	];
};

/** What a new account would be called. */
const newUsername = async (
	db: Db,
	{ preferredUsername, email }: Person,
	claim: string,
): Promise<{ readonly value: string | null; readonly why: string }> => {
	const source = preferredUsername ?? email;
	if (source === undefined) return { value: null, why: "There is nothing to make one of." };
	const base = usernameFrom(source);
	const value = await freeUsername(db, base);
	const from = preferredUsername === undefined ? "the email" : `the claim ${claim}`;
	const bent = base === source.split("@", 1)[0] ? "" : ", without what may not be in one";
	return { value, why: `From ${from}${bent}${value === base ? "" : ", with a number that makes it free"}.` };
};
