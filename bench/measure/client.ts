import { join } from "node:path";
import { cores, type Started, start } from "../peers/starting.ts";
import type { Figures, Job, Reply } from "./generator.ts";

/** The load generator, a process of its own on a core of its own. */
export interface Generator {
	/** Rejects where the work could not be prepared. */
	run(job: Job): Promise<Figures>;
	stop(): Promise<void>;
}

/** Longer than any job takes. */
const PATIENCE_MS = 180_000;

export const startGenerator = (): Generator => {
	const generator: Started = start(process.execPath, [join(import.meta.dirname, "generator.ts")], {
		core: cores.generator,
		env: process.env,
		ipc: true,
	});
	const { child } = generator;
	return {
		run: (job) =>
			new Promise((resolve, reject) => {
				const over = (settle: () => void) => {
					clearTimeout(timer);
					child.off("message", heard);
					child.off("exit", ended);
					settle();
				};
				const heard = (reply: Reply) => over(() => ("fault" in reply ? reject(new Error(reply.fault)) : resolve(reply.figures)));
				const ended = () => over(() => reject(new Error("the load generator ended")));
				const timer = setTimeout(() => over(() => reject(new Error(`${job.work} did not end`))), PATIENCE_MS);
				child.once("message", heard);
				child.once("exit", ended);
				child.send(job);
			}),
		stop: () => generator.stop(),
	};
};
