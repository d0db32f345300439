import { Fault } from "#common/faults/fault.ts";

/** Bytes. A page of 200 people with full profiles has about two million. */
const LARGEST = 32 * 1024 * 1024;

/** The body of an answer as text. @throws Fault `source_failed` where it is larger than any that is needed. */
export const readBounded = async (response: Response): Promise<string> => {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of response.body ?? []) {
		size += chunk.byteLength;
		// Leaving the loop ends the connection.
		if (size > LARGEST)
			throw new Fault("source_failed", { description: `The source answers with more than ${LARGEST / 1024 / 1024} MB.` });
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString("utf8");
};
