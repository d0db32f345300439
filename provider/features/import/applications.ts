import { asFault } from "#common/faults/fault.ts";
import { arriveApplication, whenMade } from "../applications/applications.ts";
import { described, eachOf, isOwn, type Kind } from "./each.ts";
import { pagesOf } from "./lists.ts";
import type { Importing, Stage } from "./stage.ts";
import { type Foreign, textOf } from "./values.ts";

export const APPLICATION = "application";

type Status = "ACTIVE" | "INACTIVE";
const statusOf = (item: Foreign): Status => (item["status"] === "ACTIVE" ? "ACTIVE" : "INACTIVE");
const labelOf = (item: Foreign): string => textOf(item["label"]) ?? "";
const LONGEST_LABEL = 100;

const kind: Kind = {
	kind: APPLICATION,
	describe: described,
	nameOf: labelOf,
	async make(item, id, importing, says) {
		const { journal, seal } = importing;
		const present = await whenMade(journal.db, id);
		if (present !== undefined) return isOwn(present, importing, says) ? id : undefined;
		const secrets = item["signOnMode"] === "OPENID_CONNECT" ? await secretsOf(id, importing) : [];
		const arriving = { id, body: item, status: statusOf(item), secrets };
		const made = await arriveApplication(journal.db, seal, arriving).catch((thrown: unknown) => {
			if (asFault(thrown).code !== "label_taken") throw thrown;
			const label = `${labelOf(item).slice(0, LONGEST_LABEL - id.length - 3)} (${id})`;
			says("label-taken", `There is an application of this name already: this one is called ${label} here.`);
			return arriveApplication(journal.db, seal, { ...arriving, body: { ...item, label } });
		});
		if (made === "bookmark" && item["signOnMode"] !== "BOOKMARK")
			says("sign-on-mode", `Signs on by ${String(item["signOnMode"])}, which is not spoken here: it is kept as a bookmark.`);
		return id;
	},
};

/** Applications: those of OpenID Connect with client ID and secrets, so that they need not be told anything; others as bookmarks. */
export const applications: Stage = eachOf("applications", "/api/v1/apps?limit=200", kind);

/** The client secrets, which Okta tells to administrators. They go from the answer into the sealed row, and nowhere else. */
const secretsOf = async (id: string, { source }: Importing): Promise<{ secret: string; status: Status }[]> => {
	const secrets: { secret: string; status: Status }[] = [];
	try {
		for await (const { items } of pagesOf(source, `/api/v1/apps/${id}/credentials/secrets`)) {
			for (const item of items) {
				const secret = textOf(item["client_secret"]);
				if (secret !== undefined) secrets.push({ secret, status: statusOf(item) });
			}
		}
	} catch (thrown) {
		// Applications without secrets have no such list.
		if (asFault(thrown).code !== "source_refused") throw thrown;
	}
	return secrets;
};
