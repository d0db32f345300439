import type { Advice } from "#common/faults/fault.ts";
import type { Db } from "../../database.ts";
import type { Role } from "../roles/roles.ts";
import { freeUsername, usernameFrom } from "../users/users.ts";
import { findFor } from "./accounts.ts";
import { type AccountRules, type Arrival, decide } from "./admission.ts";
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
		derived: await derive(db, person, rules),
		emailVerified: person.emailVerified ?? null,
		emailWhy: person.emailWhy,
		groups: person.groups ?? null,
		groupOverage: person.groupOverage,
		roles: given?.roles ?? [],
		rolesWhy: given?.why ?? "",
	};
};

const derive = async (db: Db, person: Person, { claims }: AccountRules): Promise<AccountPreview["derived"]> => {
	const { email, emailClaim, name, preferredUsername } = person;
	const source = preferredUsername ?? email;
	const free = source === undefined ? null : await freeUsername(db, usernameFrom(source));
	const from = preferredUsername === undefined ? "the email" : `the claim ${claims.username}`;
	const bent = free !== source ? `, cleaned up and made free` : "";
	return [
		{
			field: "email",
			value: email ?? null,
			why: email === undefined ? "Nothing the provider said is an email." : `From the claim ${emailClaim}.`,
		},
		{
			field: "name",
			value: name ?? preferredUsername ?? email ?? null,
			why: name === undefined ? `The claim ${claims.name} is missing.` : `From the claim ${claims.name}.`,
		},
		{ field: "username", value: free, why: free === null ? "There is nothing to make one of." : `From ${from}${bent}.` },
	];
};
