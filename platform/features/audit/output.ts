import type { AuditEvent } from "./audit.ts";

/** Where every event of this process is written beside the database: one JSON object a line, the same as the API answers. */
export type AuditOutput = (line: string) => void;

const outputs = new Set<AuditOutput>();

/** Writes events to `output` from now on, until the function that it answers is called. */
export const sendEventsTo = (output: AuditOutput): (() => void) => {
	outputs.add(output);
	return () => void outputs.delete(output);
};

export const sendEvent = (event: () => AuditEvent): void => {
	for (const output of outputs) output(`${JSON.stringify(event())}\n`);
};
