import { call } from "#common/ui/api/call.ts";
import { IMPORTS, type PeopleImport } from "./types.ts";

/** Bytes that are sent at once. */
const SLICE = 1_000_000;

/** Files that were chosen in this window, by import: a reload forgets them, and then they are asked for again. */
const chosen = new Map<string, File>();
export const remember = (id: string, file: File): void => void chosen.set(id, file);
export const fileOf = (id: string): File | undefined => chosen.get(id);

/** Sends the file from where it broke off, until `signal` says to stop. */
export const send = async (
	{ id, received }: Pick<PeopleImport, "id" | "received">,
	file: File,
	{ onProgress, signal }: { readonly onProgress: (received: number) => void; readonly signal: AbortSignal },
): Promise<void> => {
	for (let at = received; at < file.size && !signal.aborted; ) {
		const slice = file.slice(at, at + SLICE, "text/csv");
		at = (await call<PeopleImport>("PUT", `${IMPORTS}/${id}/content?offset=${at}`, slice)).received;
		onProgress(at);
	}
};
