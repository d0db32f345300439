import type { Db } from "../../database.ts";
import { customAttributes } from "../schemas/schemas.ts";
import { baseNames, listUsers, type User } from "../users/users.ts";
import { writeRecord } from "./csv.ts";

export interface ExportWishes {
	readonly filter?: string | undefined;
	readonly search?: string | undefined;
	readonly sortBy?: string | undefined;
	readonly sortOrder?: string | undefined;
}

const AT_ONCE = 200;

/**
 * People as CSV, whoever the list would show, page by page as it is sent: an import takes it back, but for the columns before the
 * username. A list is separated by semicolons.
 *
 * @throws as `listUsers`, before anything is answered.
 */
export const exportPeople = async (db: Db, wishes: ExportWishes): Promise<AsyncGenerator<string>> => {
	const names: readonly string[] = [...baseNames, ...(await customAttributes(db)).keys()];
	const first = await listUsers(db, { ...wishes, limit: AT_ONCE });
	return (async function* () {
		yield `\uFEFF${writeRecord(["id", "status", "created", "lastLogin", ...names])}`;
		for (let page = first; ; ) {
			yield page.items.map((user) => lineOf(user, names)).join("");
			if (page.next === undefined) return;
			page = await listUsers(db, { ...wishes, limit: AT_ONCE, after: page.next });
		}
	})();
};

const lineOf = ({ id, status, created, lastLogin, profile }: User, names: readonly string[]): string =>
	writeRecord([id, status, created, lastLogin ?? "", ...names.map((name) => wordsOf(profile[name]))]);

const wordsOf = (value: unknown): string => (Array.isArray(value) ? value.join("; ") : value === undefined ? "" : String(value));
