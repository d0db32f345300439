import assert from "node:assert/strict";
import type { Worker } from "node:cluster";
import { Socket } from "node:net";
import { test } from "node:test";
import { createTurns } from "./workers-turns.ts";

/** Takes what it is sent, at once or never. */
const workerThat = (hangs: boolean) => {
	const taken: Socket[] = [];
	const send = (_: unknown, socket: Socket, __: unknown, done: () => void) => {
		taken.push(socket);
		if (!hangs) done();
	};
	return { taken, worker: { send } as unknown as Worker };
};

test("workers that take connections do so turn by turn", () => {
	const turns = createTurns();
	const workers = [workerThat(false), workerThat(false), workerThat(false)];
	for (const { worker } of workers) turns.join(worker);
	for (let connection = 0; connection < 9; connection++) turns.give(new Socket());
	assert.deepEqual(
		workers.map(({ taken }) => taken.length),
		[3, 3, 3],
	);
});

test("a worker that takes none any more keeps one waiting, and not one of so many", () => {
	const turns = createTurns();
	const [hanging, other] = [workerThat(true), workerThat(false)];
	for (const { worker } of [hanging, other]) turns.join(worker);
	for (let connection = 0; connection < 10; connection++) turns.give(new Socket());
	assert.deepEqual([hanging.taken.length, other.taken.length], [1, 9]);
});

test("whoever comes while no worker serves waits for the next one, and is not left waiting for good", (context) => {
	context.mock.timers.enable({ apis: ["setTimeout"] });
	const turns = createTurns();
	const gone = workerThat(false);
	turns.join(gone.worker);
	turns.leave(gone.worker);
	const early = new Socket();
	turns.give(early);
	context.mock.timers.tick(10_000);
	assert.equal(early.destroyed, true);
	const patient = [new Socket(), new Socket()];
	for (const socket of patient) turns.give(socket);
	const next = workerThat(false);
	turns.join(next.worker);
	assert.deepEqual(next.taken, patient);
	assert.deepEqual(gone.taken, []);
});

test("no more wait than a door holds", () => {
	const turns = createTurns();
	const sockets = Array.from({ length: 520 }, () => new Socket());
	for (const socket of sockets) turns.give(socket);
	assert.equal(sockets.filter(({ destroyed }) => destroyed).length, 9);
	const next = workerThat(false);
	turns.join(next.worker);
	assert.equal(next.taken.length, 511);
});
