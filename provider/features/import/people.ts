import type { Tx } from "../../database.ts";
import { leaveEveryone } from "../groups/groups.ts";
import { customAttributes } from "../schemas/schemas.ts";
import { addUser, findUser, findUserByLogin, prepareUser, type User, updateProfile } from "../users/users.ts";
import type { PasswordHash } from "./hashes.ts";
import type { Batch, Known, Note } from "./journal.ts";
import { type Custom, profileFor } from "./profiles.ts";
import { type Importing, listStage, type Stage } from "./stage.ts";
import { followStatus, STATUS, shutOut, statusFor } from "./statuses.ts";
import { digestOf, type Foreign, idOf, instantOf, objectAt, textOf } from "./values.ts";

export const PERSON = "person";

/** Everybody there but the deactivated, and then those: an organisation lists them apart. */
export const people: Stage = listStage("people", "/api/v1/users?limit=200", (...page) => writePeople(...page));
export const deactivatedPeople: Stage = listStage(
	"deactivated people",
	`/api/v1/users?limit=200&filter=${encodeURIComponent('status eq "DEPROVISIONED"')}`,
	(...page) => writePeople(...page),
	shutOut,
);

const writePeople = async (batch: Batch, items: readonly Foreign[], { wishes }: Importing): Promise<void> => {
	const ids = items.flatMap(({ id }) => idOf(id) ?? []);
	const known = await batch.known(PERSON, ids);
	const statuses = await batch.known(STATUS, ids);
	const custom = await customAttributes(batch.tx);
	for (const item of items) {
		const before = known.get(String(item["id"]));
		if (before?.seen) batch.count("read", -1);
		else if (before) {
			await follow(batch, item, { before, custom, update: wishes.update });
			followStatus(batch, item, statuses.get(before.id), wishes.update);
		} else await take(batch, item, { custom, hash: wishes.hashes.of(item) });
	}
};

/** Adds a person who was never imported. */
const take = async (
	batch: Batch,
	item: Foreign,
	{ custom, hash }: { readonly custom: Custom; readonly hash: PasswordHash | undefined },
): Promise<void> => {
	const id = idOf(item["id"]);
	const login = textOf(objectAt(item, "profile")["login"]) ?? "";
	const skip = (code: string, sentence: string) => {
		batch.count("skipped");
		batch.note({ code, id: String(item["id"]), name: login, sentence });
	};
	if (id === undefined) return skip("id-odd", "The id is not one of Okta's form.");
	if (await findUser(batch.tx, id))
		return skip("id-taken", "A person with this id is here already, and did not come by an import.");
	const namesake = await findUserByLogin(batch.tx, login);
	if (namesake) return skip(...taken(namesake, login));

	const notes: Note[] = [];
	const profile = await profileFor(item, custom, (code, sentence) => notes.push({ code, id, name: login, sentence }));
	if (typeof profile === "string") return skip("profile-refused", profile);
	const status = statusFor(item, hash !== undefined);
	const { row } = await prepareUser({ profile, activate: false }, custom);
	const created = instantOf(item["created"]) ?? row.created;
	const user = await addUser(batch.tx, {
		row: {
			...row,
			id,
			status: status.here,
			created,
			activated: instantOf(item["activated"]) ?? null,
			status_changed: instantOf(item["statusChanged"]) ?? null,
			...(hash === undefined
				? {}
				: { password_hash: hash.stored, password_changed: instantOf(item["passwordChanged"]) ?? created }),
		},
		groupIds: [],
	});
	if (status.here === "DEPROVISIONED") await leaveEveryone(batch.tx, id);
	batch.count("made");
	for (const note of notes) batch.note(note);
	if (status.sentence !== undefined) batch.decide(status.sentence);
	batch.learn(PERSON, { id, localId: id, theirs: digestOf(item["profile"]), ours: digestOf(user.profile) });
	batch.learn(STATUS, { id, localId: id, theirs: String(item["status"]), ours: user.status });
};

const taken = (namesake: User, login: string): [code: string, sentence: string] =>
	namesake.profile.login === login
		? ["login-taken", `The login belongs to ${namesake.id} here. Rename or delete one of the two, and import again.`]
		: [
				"login-differs-in-case",
				`${namesake.profile.login} (${namesake.id}) differs from it in letter case only, and has the login here. Rename one of the two, and import again.`,
			];

/** Looks at a person who was imported before: changes there are followed only where that is wished and nobody edited them here. */
const follow = async (
	batch: Batch,
	item: Foreign,
	{ before, custom, update }: { readonly before: Known; readonly custom: Custom; readonly update: boolean },
): Promise<void> => {
	const { id, localId } = before;
	const login = textOf(objectAt(item, "profile")["login"]) ?? "";
	const note = (code: string, sentence: string) => batch.note({ code, id, name: login, sentence });
	const theirs = digestOf(item["profile"]);
	const user = await findUser(batch.tx, localId);
	let ours = before.ours;
	let followed = theirs;
	if (!user) {
		batch.count("left");
		note("deleted-here", "Was deleted here, and stays so.");
	} else if (theirs === before.theirs) batch.count("unchanged");
	else if (!update) {
		batch.count("left");
		followed = before.theirs;
		note("changed-there", "The profile has changed there. Import with --update to follow.");
	} else if (digestOf(user.profile) !== before.ours) {
		batch.count("left");
		followed = before.theirs;
		note("edited-on-both-sides", "The profile has changed there, and was edited here: it stays as it is here.");
	} else {
		const changed = await followProfile(batch.tx, item, { user, custom, note });
		if (changed) ours = digestOf(changed.profile);
		else followed = before.theirs;
		batch.count(changed ? "updated" : "left");
	}
	batch.learn(PERSON, { id, localId, theirs: followed, ours });
};

const followProfile = async (
	tx: Tx,
	item: Foreign,
	about: { readonly user: User; readonly custom: Custom; note(code: string, sentence: string): void },
): Promise<User | undefined> => {
	const { user, custom, note } = about;
	const profile = await profileFor(item, custom, note);
	if (typeof profile === "string") {
		note("profile-refused", profile);
		return undefined;
	}
	const namesake = await findUserByLogin(tx, String(profile.login));
	if (namesake && namesake.id !== user.id) {
		note(...taken(namesake, String(profile.login)));
		return undefined;
	}
	const blank = Object.fromEntries(Object.keys(user.profile).map((name) => [name, null]));
	return updateProfile(tx, user.id, { ...blank, ...profile }, { partial: false });
};
