import { asFault } from "#common/faults/fault.ts";
import { deactivate, findUser, type UserStatus } from "../users/users.ts";
import type { Batch, Known } from "./journal.ts";
import type { Importing } from "./stage.ts";
import { type Foreign, idOf, objectAt, plain, textOf } from "./values.ts";

export const STATUS = "person-status";

interface Arrival {
	readonly here: UserStatus;
	/** What is told of it, for all people alike. */
	readonly sentence?: string;
}

const WAITS = "their password could not be read, so that they wait as PROVISIONED for a link to choose one";

/**
 * The state in which a person arrives. Whoever can sign in there can do so here, with their password where its hash was given, else
 * after a link; whoever cannot sign in there cannot here.
 */
export const statusFor = (item: Foreign, hasPassword: boolean): Arrival => {
	const there = textOf(item["status"]) ?? "";
	switch (there) {
		case "STAGED":
		case "PROVISIONED":
		case "RECOVERY":
		case "SUSPENDED":
		case "DEPROVISIONED":
			return { here: there };
		case "ACTIVE":
		case "PASSWORD_EXPIRED":
		case "LOCKED_OUT":
			return hasPassword ? { here: there } : { here: "PROVISIONED", sentence: `${there} there: ${WAITS}` };
		default:
			return { here: "DEPROVISIONED", sentence: `${plain(there)} there: not known here, so that they are deactivated` };
	}
};

/** Who may not sign in there any more may not here, where changes are followed. */
export const shutOut = async (items: readonly Foreign[], importing: Importing): Promise<void> => {
	if (!importing.wishes.update) return;
	const { db } = importing.journal;
	const out = items.filter(({ status }) => status === "DEPROVISIONED").flatMap(({ id }) => idOf(id) ?? []);
	const known = await importing.journal.known(STATUS, out);
	for (const { localId, theirs } of known.values()) {
		const user = theirs === "DEPROVISIONED" ? undefined : await findUser(db, localId);
		if (!user || user.status === "DEPROVISIONED") continue;
		try {
			await deactivate(db, localId);
			await importing.endAccess(localId);
		} catch (thrown) {
			if (asFault(thrown).code !== "last_administrator") throw thrown;
		}
	}
};

/** Says what has become of a person's status there since it was last followed. Only that of the deactivated is followed. */
export const followStatus = (batch: Batch, item: Foreign, before: Known | undefined, update: boolean): void => {
	const there = String(item["status"]);
	if (!before) return;
	batch.learn(STATUS, update ? { ...before, theirs: there } : before);
	if (before.theirs === there) return;
	batch.note({
		code: "status-changed-there",
		id: before.id,
		name: textOf(objectAt(item, "profile")["login"]) ?? "",
		sentence: `Was ${plain(before.theirs)} there, and is ${plain(there)} now.${update ? "" : " Import with --update to follow."}`,
	});
};
