import { GROUP } from "./groups.ts";
import { PERSON } from "./people.ts";
import type { Stage } from "./stage.ts";

/**
 * What was there once and is no more. It stays here: what is missing from an answer may also be missing by mistake, and nothing brings a
 * deleted person back.
 */
export const gone: Stage = {
	name: "no longer there",
	async run({ journal }) {
		const lost = await Promise.all([PERSON, GROUP].map((kind) => journal.gone(kind)));
		await journal.commit("no longer there", { position: null, done: true }, async (batch) => {
			for (const { id, localId } of lost.flat()) {
				batch.count("left");
				batch.note({ code: "gone-there", id, name: localId, sentence: "Is not there any more, and stays here as it is." });
			}
		});
	},
};
