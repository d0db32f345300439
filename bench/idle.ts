import { setTimeout as sleep } from "node:timers/promises";
import { residentMiBOf } from "./measure/processes.ts";
import { startSignet } from "./peers/signet.ts";

export interface Idle {
	/** `one`: `SIGNET_WORKERS=1`; `default`: unset. */
	readonly workers: "one" | "default";
	/** From both being spawned until both `/readyz` answer, seconds. */
	readonly readySeconds: number;
	/** Resident, after REST_MS without a request. */
	readonly providerMiB: number;
	readonly platformMiB: number;
}

const REST_MS = 5_000;

/** How soon both halves are ready, on an empty data folder, and what they hold at rest. Nothing else runs then. */
export const measureIdle = async (workers: Idle["workers"]): Promise<Idle> => {
	const signet = await startSignet(workers === "one" ? { workers: 1 } : {});
	await sleep(REST_MS);
	const { provider, platform, readySeconds } = signet;
	const [providerMiB, platformMiB] = [residentMiBOf([provider.pid]), residentMiBOf([platform.pid])];
	await signet.stop();
	return { workers, readySeconds, providerMiB, platformMiB };
};
