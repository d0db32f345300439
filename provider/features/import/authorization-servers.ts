import { asFault } from "#common/faults/fault.ts";
import {
	arriveClaim,
	arriveScope,
	arriveServer,
	arriveServerPolicy,
	arriveServerRule,
	DEFAULT_SERVER,
} from "../authorization-servers/authorization-servers.ts";
import { described, eachOf, named, type Says, sentencesOf } from "./each.ts";
import { withOurEveryone } from "./everyone.ts";
import { pagesOf } from "./lists.ts";
import { type Importing, optional, type Stage } from "./stage.ts";
import { type Foreign, plain } from "./values.ts";

/** Each of a list that the server's own address leads to; a refusal of one is told, and the others go on. */
const each = async (
	{ source }: Importing,
	path: string,
	{ what, says }: { readonly what: string; readonly says: Says },
	make: (item: Foreign) => Promise<void>,
): Promise<void> => {
	for await (const { items } of pagesOf(source, path)) {
		for (const item of items) {
			try {
				await make(item);
			} catch (thrown) {
				const fault = asFault(thrown);
				if (fault.statusCode >= 500) throw thrown;
				says("refused-here", `Its ${what} ${plain(named(item))} was left out. ${sentencesOf(fault)}`);
			}
		}
	}
};

/** Custom authorization servers with all that is theirs but the keys, which nobody tells. */
export const authorizationServers: Stage = optional(
	eachOf("authorization servers", "/api/v1/authorizationServers?limit=200", {
		kind: "authorization-server",
		describe: ({ credentials: _, ...item }) => described(item),
		nameOf: named,
		async make(item, id, importing, says) {
			const { db } = importing.journal;
			const serverId = item["default"] === true || named(item) === DEFAULT_SERVER ? DEFAULT_SERVER : id;
			const translate = await withOurEveryone(importing.journal);
			await arriveServer(db, importing.seal, serverId, item);
			const list = (path: string, what: string, make: (one: Foreign) => Promise<void>) =>
				each(importing, `/api/v1/authorizationServers/${id}/${path}`, { what, says }, make);
			await list("scopes", "scope", (scope) => arriveScope(db, { serverId }, scope));
			await list("claims", "claim", (claim) => arriveClaim(db, { serverId }, claim));
			await list("policies", "policy", async (policy) => {
				const policyId = await arriveServerPolicy(db, { serverId }, translate(policy));
				await list(`policies/${String(policy["id"])}/rules`, "rule", (rule) =>
					arriveServerRule(db, { serverId, policyId }, translate(rule)),
				);
			});
			if (serverId === DEFAULT_SERVER)
				says("default-server", "Is the default server: its parts were added to the default server here.");
			says("new-keys", "Its keys stay there and it signs with others here: whoever keeps its public keys must fetch them anew.");
			return serverId;
		},
	}),
);
