import { GROUPS } from "./types.ts";

/** Other names that files have for attributes, without blanks and letter case. */
const NAMES: Readonly<Record<string, string>> = {
	username: "login",
	user: "login",
	userid: "login",
	mail: "email",
	emailaddress: "email",
	primaryemail: "email",
	first: "firstName",
	givenname: "firstName",
	forename: "firstName",
	last: "lastName",
	surname: "lastName",
	familyname: "lastName",
	phone: "primaryPhone",
	mobile: "mobilePhone",
	jobtitle: "title",
	street: "streetAddress",
	zip: "zipCode",
	postalcode: "zipCode",
	country: "countryCode",
	group: GROUPS,
};

const bare = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/** What a file's columns hold, by what they are called: the first column of a name gets it. */
export const guessed = (
	header: readonly string[],
	attributes: readonly { readonly name: string; readonly label: string }[],
): (string | null)[] => {
	const known = new Map<string, string>([
		...attributes.flatMap(({ name, label }) => [[bare(label), name] as const, [bare(name), name] as const]),
		[GROUPS, GROUPS],
	]);
	const taken = new Set<string>();
	return header.map((column) => {
		const found = known.get(bare(column)) ?? NAMES[bare(column)];
		if (found === undefined || taken.has(found)) return null;
		taken.add(found);
		return found;
	});
};
