import assert from "node:assert/strict";
import { it, mock } from "node:test";
import type Provider from "oidc-provider";
import type { StagedKey } from "../features/keys/keys.ts";
import { createOrganization } from "./organization.ts";

it("keys that could not be read are read again, although they do not change once more", async () => {
	mock.timers.enable({ apis: ["setTimeout"] });
	let version = 1;
	let state = "first";
	const failed = mock.fn();
	const readKeys = mock.fn(async (): Promise<readonly StagedKey[]> => []);
	const organization = createOrganization({
		changes: { version: () => version, on: () => {}, close: async () => {} },
		stateOfKeys: async () => state,
		readKeys,
		create: () => ({ state }) as unknown as Provider,
		failed,
	});
	const stateNow = async () => ((await organization()) as unknown as { state: string }).state;
	assert.equal(await stateNow(), "first");
	version++;
	state = "second";
	readKeys.mock.mockImplementationOnce(async () => {
		throw new Error("the database is away");
	});
	assert.equal(await stateNow(), "first");
	assert.equal(await stateNow(), "first");
	assert.equal(readKeys.mock.callCount(), 2);
	assert.equal(failed.mock.callCount(), 1);
	mock.timers.tick(60_000);
	assert.equal(await stateNow(), "second");
	assert.equal(readKeys.mock.callCount(), 3);
});
