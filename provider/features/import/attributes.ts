import { asFault, Fault } from "#common/faults/fault.ts";
import { arrivingAttribute, type CustomAttribute, changeAttributes, customAttributes, SCALARS } from "../schemas/schemas.ts";
import { baseNames, forgetAttribute } from "../users/users.ts";
import { sentencesOf } from "./each.ts";
import type { Note } from "./journal.ts";
import { refusalOf } from "./source.ts";
import { type Importing, optional, type Stage } from "./stage.ts";
import { type Foreign, isObject, objectAt, textOf } from "./values.ts";

const NAME = "attributes";
const PATH = "/api/v1/meta/schemas/user/default";
const KEPT = [
	"title",
	"description",
	"type",
	"items",
	"minLength",
	"maxLength",
	"minimum",
	"maximum",
	"enum",
	"oneOf",
	"permissions",
	"scope",
];
const LARGEST = 10_000;

/** The attributes that profiles have there besides Okta's own, before the people who have them. */
export const attributes: Stage = optional({
	name: NAME,
	async run({ source, journal, onProgress }: Importing) {
		const answer = await source.ask(PATH);
		if (answer.status !== 200)
			throw new Fault("source_refused", { description: `${source.origin} does not let ${PATH} be read: ${refusalOf(answer)}.` });
		const there = Object.entries(objectAt(answer.body, "definitions", "custom", "properties"));
		const before = await customAttributes(journal.db);
		const notes: Note[] = [];
		let made = 0;
		for (const [name, given] of there) {
			const says = (code: string, sentence: string) => notes.push({ code, id: name, name, sentence });
			if (before.has(name) || !isObject(given)) continue;
			try {
				await changeAttributes(journal.db, { [name]: definitionOf(given) }, { base: [...baseNames], forget: forgetAttribute });
				made++;
				if (given["required"] === true)
					says("required", "Is required there. Here it may be missing, so that nobody is left out.");
			} catch (thrown) {
				const fault = asFault(thrown);
				if (fault.code !== "invalid_request") throw thrown;
				says("refused-here", sentencesOf(fault));
			}
		}
		await journal.commit(NAME, { position: null, done: true }, async (batch) => {
			const skipped = notes.filter(({ code }) => code === "refused-here").length;
			batch.count("read", there.length);
			batch.count("made", made);
			batch.count("skipped", skipped);
			batch.count("unchanged", there.length - made - skipped);
			for (const note of notes) batch.note(note);
		});
		onProgress(NAME, journal.countsOf(NAME));
	},
});

const definitionOf = (given: Foreign): CustomAttribute => {
	const known = Object.fromEntries(
		KEPT.flatMap((key) => (given[key] === undefined || given[key] === null ? [] : [[key, given[key]]])),
	);
	const type = [...SCALARS, "array" as const].find((one) => one === textOf(given["type"])) ?? "string";
	const items = objectAt(given, "items");
	const scalar = SCALARS.find((one) => one === items["type"]) ?? "string";
	const definition = arrivingAttribute({ ...known, type, ...(type === "array" ? { items: { ...items, type: scalar } } : {}) });
	return JSON.stringify(definition).length > LARGEST
		? { type, ...(type === "array" ? { items: { type: scalar } } : {}) }
		: definition;
};
