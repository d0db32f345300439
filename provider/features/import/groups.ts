import { now } from "#common/db/columns.ts";
import {
	addArrivingGroup,
	DESCRIPTION_LENGTH,
	everyoneId,
	findGroup,
	type Group,
	isGroupNameTaken,
	NAME_LENGTH,
	updateGroup,
} from "../groups/groups.ts";
import type { Batch, Known } from "./journal.ts";
import { FILLS_ITSELF } from "./links.ts";
import { listStage, type Stage } from "./stage.ts";
import { digestOf, type Foreign, idOf, instantOf, objectAt, plain, textOf } from "./values.ts";

export const GROUP = "group";

/** Groups, with their ids. Everyone there is Everyone here. */
export const groups: Stage = listStage("groups", "/api/v1/groups?limit=200", async (batch, items, { wishes }) => {
	const known = await batch.known(
		GROUP,
		items.flatMap(({ id }) => idOf(id) ?? []),
	);
	for (const item of items) {
		const before = known.get(String(item["id"]));
		if (before?.seen) batch.count("read", -1);
		else if (before) await follow(batch, item, before, wishes.update);
		else await take(batch, item);
	}
});

interface Wanted {
	readonly name: string;
	readonly description: string;
}

/** Name and description, cut to what is taken here: only an odd organisation has longer ones. */
const wantedOf = (item: Foreign): Wanted => {
	const profile = objectAt(item, "profile");
	const text = (name: string) => (textOf(profile[name]) ?? "").replace(/\p{Cc}+/gu, " ").trim();
	return { name: text("name").slice(0, NAME_LENGTH), description: text("description").slice(0, DESCRIPTION_LENGTH) };
};

const isEveryone = (item: Foreign, { name }: Wanted): boolean => item["type"] === "BUILT_IN" && name === "Everyone";

const oursOf = ({ name, description }: Group): string => digestOf({ name, description });

const take = async (batch: Batch, item: Foreign): Promise<void> => {
	const id = idOf(item["id"]);
	const wanted = wantedOf(item);
	const theirs = digestOf(item["profile"]);
	const note = (code: string, sentence: string) => batch.note({ code, id: String(item["id"]), name: wanted.name, sentence });
	const skip = (code: string, sentence: string) => {
		batch.count("skipped");
		note(code, sentence);
	};
	if (id === undefined || wanted.name === "") return skip("id-odd", "Has no id of Okta's form, or no name.");
	if (isEveryone(item, wanted)) {
		const localId = await everyoneId(batch.tx);
		if (localId === undefined) return skip("no-everyone", "There is no group Everyone here.");
		batch.count("unchanged");
		return batch.learn(GROUP, { id, localId, theirs, ours: FILLS_ITSELF });
	}
	if (await findGroup(batch.tx, id))
		return skip("id-taken", "A group with this id is here already, and did not come by an import.");
	const free = await freeName(batch, wanted.name, id);
	if (free !== wanted.name) note("name-taken", `There is a group of this name already: this one is called ${plain(free)} here.`);
	const group = await addArrivingGroup(batch.tx, { ...wanted, name: free, id, created: instantOf(item["created"]) ?? now() });
	if (item["type"] !== "OKTA_GROUP") {
		note(
			"group-type",
			`Is of type ${plain(String(item["type"]))} there, filled from elsewhere: here it is a group that is filled by hand.`,
		);
	}
	batch.count("made");
	batch.learn(GROUP, { id, localId: id, theirs, ours: oursOf(group) });
};

/** Two groups of one name there may be one of the organisation and one of a directory; here names are unique. */
const freeName = async ({ tx }: Batch, name: string, id: string): Promise<string> => {
	if (!(await isGroupNameTaken(tx, name))) return name;
	const suffix = ` (${id})`;
	return `${name.slice(0, NAME_LENGTH - suffix.length)}${suffix}`;
};

const follow = async (batch: Batch, item: Foreign, before: Known, update: boolean): Promise<void> => {
	const wanted = wantedOf(item);
	const theirs = digestOf(item["profile"]);
	const keep = (outcome: "unchanged" | "left", code?: string, sentence = "") => {
		batch.count(outcome);
		if (code !== undefined) batch.note({ code, id: before.id, name: wanted.name, sentence });
		batch.learn(GROUP, before);
	};
	if (isEveryone(item, wanted) || theirs === before.theirs) return keep("unchanged");
	const group = await findGroup(batch.tx, before.localId);
	if (!group) return keep("left", "deleted-here", "Was deleted here, and stays so.");
	if (!update) return keep("left", "changed-there", "Has changed there. Import with --update to follow.");
	if (oursOf(group) !== before.ours)
		return keep("left", "edited-on-both-sides", "Has changed there, and was edited here: it stays as it is here.");
	const same = group.name.toLowerCase() === wanted.name.toLowerCase();
	const name = same ? wanted.name : await freeName(batch, wanted.name, before.id);
	const changed = await updateGroup(batch.tx, group.id, { ...wanted, name });
	batch.count("updated");
	batch.learn(GROUP, { ...before, theirs, ours: oursOf(changed) });
};
