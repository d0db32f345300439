import type { FieldFault } from "#common/faults/fault.ts";

/** What is wrong with a row, and in which column. Never the value: it may be a secret in the wrong column. */
export interface Problem {
	readonly column: string | null;
	readonly message: string;
}

/** How a file is to be read and written. */
export interface Plan {
	/** For each column the attribute it holds, `groups`, or null where it is left out. */
	readonly columns: readonly (string | null)[];
	/** People who are new are activated, and else staged. */
	readonly activate: boolean;
	/** People who are here already are changed, and else left as they are. */
	readonly update: boolean;
	/** Groups that are not there are made. */
	readonly createGroups: boolean;
	/** Whoever is activated gets a letter with the link. */
	readonly sendMail: boolean;
}

/** What the column of a person's groups is called in a plan. */
export const GROUPS = "groups";

/** What is wrong with a plan for a file with this header. */
export const problemsOfPlan = ({ columns }: Plan, header: readonly string[], attributes: ReadonlySet<string>): FieldFault[] => {
	const fields: FieldFault[] = [];
	const refuse = (field: string, message: string) => fields.push({ field, message });
	if (columns.length !== header.length) refuse("columns", `The file has ${header.length} columns.`);
	if (!columns.includes("login")) refuse("columns", "One column has to be the username (login).");
	for (const [at, name] of columns.entries()) {
		if (name === null) continue;
		if (name !== GROUPS && !attributes.has(name)) refuse(`columns.${at}`, "There is no attribute of this name.");
		if (columns.indexOf(name) < at) refuse(`columns.${at}`, "Another column holds this attribute already.");
	}
	return fields;
};
