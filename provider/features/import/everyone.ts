import { GROUP } from "./groups.ts";
import type { Journal } from "./journal.ts";
import { FILLS_ITSELF } from "./links.ts";
import type { Foreign } from "./values.ts";

/** Answers things as they are there with the id of Everyone here in place of the one it has there. */
export const withOurEveryone = async (journal: Journal): Promise<(item: Foreign) => Foreign> => {
	let after = "";
	for (;;) {
		const some = await journal.objectsAfter(GROUP, after, 500);
		const everyone = some.find(({ ours }) => ours === FILLS_ITSELF);
		if (everyone)
			return (item) => JSON.parse(JSON.stringify(item).replaceAll(`"${everyone.id}"`, `"${everyone.localId}"`)) as Foreign;
		if (some.length < 500) return (item) => item;
		after = some.at(-1)?.id ?? "";
	}
};
