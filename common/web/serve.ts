import cluster from "node:cluster";
import type { Socket } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { openDoors } from "./doors.ts";
import { createEntrance } from "./entrance.ts";
import type { Build, Half, HalfName } from "./run.ts";
import { complain } from "./start-faults.ts";
import { CONNECTION, IS_BESIDE, PATIENCE, type Serving, STOP } from "./workers-words.ts";

/** Serves a half in this process: until SIGINT or SIGTERM, or, as a worker, until it is told to stop. */
export const serve = async (name: HalfName, build: Build): Promise<void> => {
	const isBeside = process.env[IS_BESIDE] === "yes";
	let half: Half | undefined;
	try {
		half = await build(isBeside);
		const { app } = half;
		const enter = await createEntrance(app);
		const announcement = isBeside ? "" : announcementOf(name, half);
		dropWhatTheStartLeft();
		if (cluster.isWorker) return workFor(enter, announcement, stopping(name, app));
		const doors = await openDoors(half.config.listen, enter);
		process.stdout.write(announcement);
		onSignals(stopping(name, app, () => doors.close()));
	} catch (thrown) {
		complain(name, thrown, half?.config.listen);
		await half?.app.close();
		process.exit(1);
	}
};

/** Building a half leaves a third of the heap behind, which V8 would keep for as long as there is memory. */
const dropWhatTheStartLeft = (): void => {
	setFlagsFromString("--expose-gc");
	const collect = runInNewContext("gc") as () => void;
	setTimeout(collect, 1_000).unref();
};

const announcementOf = (name: HalfName, { config, setupLink }: Half): string => {
	const link = setupLink === undefined ? "" : `${name}: make the first administrator (one hour, once) at\n  ${setupLink}\n`;
	return `${name}: ${config.url}\n${link}`;
};

const workFor = (enter: (socket: Socket) => void, serving: string, stop: () => void): void => {
	// Ctrl-C and service managers tell every process; the one that has the doors says when it is time.
	onSignals(() => {});
	process.on("message", (message, handle) => {
		if (message === STOP) stop();
		// One that has ended on its way here is not there any more.
		if (message !== CONNECTION || handle === undefined) return;
		const socket = handle as Socket;
		socket.allowHalfOpen = true;
		enter(socket);
	});
	process.send?.({ serving } satisfies Serving);
};

/** Ends this process once everything under way is done, or nearly. */
const stopping = (name: HalfName, app: Half["app"], first = () => {}): (() => void) => {
	let isStopping = false;
	return () => {
		if (isStopping) return;
		isStopping = true;
		first();
		const fail = (reason: string): void => {
			process.stderr.write(`signet: ${name} ended before everything was done: ${reason}.\n`);
			process.exit(1);
		};
		setTimeout(() => fail(`it took longer than ${PATIENCE / 1000} seconds`), PATIENCE).unref();
		app.close().then(
			() => process.exit(0),
			(thrown: unknown) => fail(thrown instanceof Error ? thrown.message : String(thrown)),
		);
	};
};

const onSignals = (stop: () => void): void => {
	process.on("SIGINT", stop);
	process.on("SIGTERM", stop);
};
