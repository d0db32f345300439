import { ApiError, apiErrorFrom } from "#common/ui/api/ApiError.ts";

export type Format = "csv" | "json";

/** A file of events, as far as it has come. */
export interface Exported {
	readonly name: string;
	readonly file: Blob;
	readonly events: number;
	/** There was more than one file holds. */
	readonly cut: boolean;
}

/** Lines of a file that are no events: values hold no line breaks. */
const OTHER_LINES: Readonly<Record<Format, number>> = { csv: 1, json: 2 };
const LINE_BREAK = 10;

const linesIn = (bytes: Uint8Array): number => bytes.reduce((count, byte) => (byte === LINE_BREAK ? count + 1 : count), 0);

/**
 * Reads an export and tells how many events have come. `signal` stops it, at the server too.
 *
 * Throws `ApiError`, and `AbortError` where it was stopped.
 */
export const readExport = async (
	path: string,
	format: Format,
	signal: AbortSignal,
	onProgress: (events: number) => void,
): Promise<Exported> => {
	const response = await fetch(path, { signal });
	if (!response.ok || response.body === null) {
		const body = await response.json().catch(() => ({}));
		throw apiErrorFrom(response.status, body, response.headers);
	}
	const pieces: BlobPart[] = [];
	let lines = 0;
	const reader = response.body.getReader();
	for (;;) {
		const { done, value } = await reader.read().catch((thrown: unknown) => Promise.reject(signal.aborted ? thrown : cutOff()));
		if (done) break;
		pieces.push(value);
		lines += linesIn(value);
		onProgress(lines);
	}
	const events = Math.max(0, lines - OTHER_LINES[format]);
	const [, name = `system-log.${format}`] = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "") ?? [];
	const most = Number(response.headers.get("Signet-Most") ?? Number.POSITIVE_INFINITY);
	return { name, file: new Blob(pieces), events, cut: events >= most };
};

const cutOff = () =>
	new ApiError({
		status: 0,
		code: "cut_off",
		message: "The connection was lost before the file was complete. Try again, or choose a shorter time range.",
		fields: [],
		requestId: undefined,
		body: undefined,
	});

/** Has the browser save the file. */
export const save = ({ name, file }: Exported): void => {
	const address = URL.createObjectURL(file);
	Object.assign(document.createElement("a"), { href: address, download: name }).click();
	// Not at once: the browser begins to read it after this.
	setTimeout(() => URL.revokeObjectURL(address), 60_000);
};
