/**
 * Import from Okta: reads an organisation through its API and writes it into this database, with the ids that everybody knows.
 *
 * It goes in stages, each of which reads a list. A page and the mark that it is done are one transaction, so that a killed import goes on
 * where it was and writes nothing twice. The journal keeps what both sides looked like, for the next import: that one adds what is
 * new there, follows changes only where it is told to, and never overwrites what was edited here.
 */
import { Fault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Db } from "../../database.ts";
import { recordEvent } from "../system-log/system-log.ts";
import { applications } from "./applications.ts";
import { groupAssignments, personAssignments } from "./assignments.ts";
import { attributes } from "./attributes.ts";
import { authorizationServers } from "./authorization-servers.ts";
import { gone } from "./gone.ts";
import { groups } from "./groups.ts";
import { type Counts, type Journal, openJournal } from "./journal.ts";
import { alone } from "./lock.ts";
import { memberships } from "./members.ts";
import { deactivatedPeople, people } from "./people.ts";
import { policies } from "./policies.ts";
import { type Report, reportOf } from "./report.ts";
import { rules } from "./rules.ts";
import { openSource, refusalOf, type Source } from "./source.ts";
import type { ImportWishes, Stage } from "./stage.ts";
import { trustedOrigins } from "./trusted-origins.ts";

export { type Hashes, NO_HASHES, readHashes } from "./hashes.ts";
export type { Counts } from "./journal.ts";
export { copyToMemory } from "./rehearsal.store.ts";
export { type Report, reportText } from "./report.ts";
export type { ImportWishes } from "./stage.ts";

/** In order: each needs only what those before it have brought. */
const stages: readonly Stage[] = [
	attributes,
	people,
	deactivatedPeople,
	groups,
	memberships,
	applications,
	personAssignments,
	groupAssignments,
	rules,
	trustedOrigins,
	authorizationServers,
	...policies,
	gone,
];

export interface ImportNeeds {
	readonly db: Db;
	readonly seal: Seal;
	/** Ends what a person is signed in to. */
	endAccess(userId: string): Promise<void>;
	onProgress(stage: string, counts: Counts): void;
	/** It has to wait so many milliseconds, for this reason. */
	onWait(milliseconds: number, why: string): void;
	/** Told once, where the import goes on with one that was interrupted. */
	onResume(): void;
}

export interface ImportFrom extends ImportWishes {
	/** Address of the organisation. */
	readonly url: URL;
	readonly token: string;
	/** Only for the report: a rehearsal is given a copy of the database. */
	readonly dryRun: boolean;
}

/**
 * Imports an organisation, or goes on with an import of it that was interrupted.
 *
 * @throws Fault `source_failed`, `source_refused`; `conflict` where another import runs; `invalid_request` for an address that is not
 * https.
 */
export const importFromOkta = async (needs: ImportNeeds, { url, token, dryRun, ...wishes }: ImportFrom): Promise<Report> => {
	checkAddress(url);
	const source = openSource({ url, token, onWait: needs.onWait });
	await checkToken(source);
	return alone(needs.db, async (holder) => {
		const options = { update: wishes.update, activateRules: wishes.activateRules, hashes: wishes.hashes.size };
		const journal = await openJournal(needs.db, source.origin, holder, options);
		if (journal.resumed) needs.onResume();
		await record(needs.db, "system.import.start", source.origin);
		await runStages(source, journal, needs, wishes);
		await journal.finish();
		await record(needs.db, "system.import.complete", source.origin);
		return reportOf(journal, stages, { source: source.origin, dryRun });
	});
};

const runStages = async (source: Source, journal: Journal, needs: ImportNeeds, wishes: ImportWishes): Promise<void> => {
	const { seal, endAccess, onProgress } = needs;
	for (const stage of stages) {
		if (journal.markOf(stage.name).done) continue;
		await stage.run({ source, journal, seal, wishes, endAccess, onProgress });
	}
};

/** Who imports has a shell on this machine; nobody has signed in. */
const record = (db: Db, eventType: "system.import.start" | "system.import.complete", origin: string): Promise<void> =>
	recordEvent(db, {
		eventType,
		actor: { id: null, type: "SystemPrincipal", alternateId: "command line", displayName: "signet import" },
		targets: [{ id: origin, type: "Organization", displayName: origin }],
		result: "SUCCESS",
		requestId: newId("imp"),
		client: { ipAddress: "", userAgent: "signet import" },
	});

/** A token in the clear is everybody's, unless it stays on this machine. */
const checkAddress = (url: URL): void => {
	const loopback = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
	if (url.protocol === "https:" || (url.protocol === "http:" && loopback)) return;
	throw new Fault("invalid_request", { description: "The address of the organisation must begin with https://." });
};

const checkToken = async (source: Source): Promise<void> => {
	const answer = await source.ask("/api/v1/users/me");
	if (answer.status === 200) return;
	throw new Fault("source_refused", { description: `${source.origin} does not let the token read: ${refusalOf(answer)}.` });
};
