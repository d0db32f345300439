/** An import of people as the API shows it. */
export interface PeopleImport {
	readonly id: string;
	readonly name: string;
	readonly status: ImportStatus;
	/** Bytes of the file, and how many have come. */
	readonly size: number;
	readonly received: number;
	readonly header: readonly string[];
	readonly rows: number;
	readonly plan: Plan | null;
	readonly checked: number;
	readonly done: number;
	readonly found: Counts;
	readonly made: Counts;
	readonly reason: string | null;
	readonly created: string;
	readonly started: string | null;
	readonly finished: string | null;
	/** The first rows, where the import is shown alone. */
	readonly sample?: readonly (readonly string[])[];
}

export type ImportStatus = "UPLOADING" | "UPLOADED" | "CHECKING" | "CHECKED" | "RUNNING" | "COMPLETE" | "CANCELLED" | "FAILED";
export type Outcome = "NEW" | "CHANGED" | "UNCHANGED" | "WRONG";
export type Counts = Readonly<Record<Outcome, number>>;

export interface Plan {
	readonly columns: readonly (string | null)[];
	readonly activate: boolean;
	readonly update: boolean;
	readonly createGroups: boolean;
	readonly sendMail: boolean;
}

export interface ImportRow {
	readonly number: number;
	readonly line: number;
	readonly username: string | null;
	readonly outcome: Outcome | null;
	readonly problems: readonly { readonly column: string | null; readonly message: string }[];
}

export const IMPORTS = "/api/v1/internal/people-imports";
/** What the column of groups is called in a plan. */
export const GROUPS = "groups";

export const countOf = (count: number, one: string, many: string): string =>
	`${count.toLocaleString("en")} ${count === 1 ? one : many}`;
