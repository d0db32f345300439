import type { WriteStream } from "node:tty";
import type { Counts } from "../provider/features/import/import.ts";

/** Milliseconds between two looks at it: on a terminal one line moves, elsewhere a line is added now and then. */
const ON_TERMINAL = 200;
const ELSEWHERE = 10_000;

export interface Progress {
	onProgress(stage: string, counts: Counts): void;
	onWait(milliseconds: number, why: string): void;
	onResume(): void;
	/** Leaves the last line as it stands. */
	end(): void;
}

/** Tells how far an import is, on standard error. */
export const createProgress = (stream: NodeJS.WriteStream | WriteStream): Progress => {
	const terminal = stream.isTTY === true;
	const began = new Map<string, number>();
	let told = 0;
	let last = "";
	let open = false;

	const line = (sentence: string) => {
		if (terminal) stream.write(`\r\u001b[2K${sentence.slice(0, (stream.columns ?? 80) - 1)}`);
		else stream.write(`signet: ${sentence}\n`);
		open = terminal;
	};
	const end = () => {
		if (open) stream.write("\n");
		open = false;
	};
	return {
		end,
		onResume: () => {
			line("going on with the import that was interrupted.");
			end();
		},
		onWait: (milliseconds, why) => line(`waiting ${Math.ceil(milliseconds / 1000)} s: ${why}`),
		onProgress: (stage, { read }) => {
			const now = Date.now();
			if (stage !== last) end();
			else if (now - told < (terminal ? ON_TERMINAL : ELSEWHERE)) return;
			if (!began.has(stage)) began.set(stage, now);
			const seconds = (now - (began.get(stage) ?? now)) / 1000;
			const rate = seconds > 1 ? `, ${Math.round(read / seconds)} a second` : "";
			line(`${stage}: ${read} read${rate}`);
			told = now;
			last = stage;
		},
	};
};
