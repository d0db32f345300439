import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ownDatabase } from "../harness/databases.ts";
import { type InjectedProvider, injectProvider } from "../harness/provider-inject.ts";
import { everywhere, guess, MASTER_KEY, makeOwner, tell } from "./guessing.ts";

describe("guesses at two replicas with one database", () => {
	const replicas: InjectedProvider[] = [];
	before(async () => {
		const databaseUrl = await ownDatabase();
		for (const _ of [1, 2]) replicas.push(await injectProvider({ databaseUrl, masterKey: MASTER_KEY }));
		await makeOwner(replicas[0] as InjectedProvider);
	});
	after(async () => {
		for (const replica of replicas) await replica.close();
	});

	test("are counted together: no more are compared than at one", async () => {
		const begin = performance.now();
		const one = await guess(replicas, { count: 400, addressOf: () => "198.51.100.1" });
		const many = await guess(replicas, { count: 400, addressOf: everywhere });
		tell("two replicas, one address", one, begin);
		tell("two replicas, 400 addresses", many, begin);
		assert.equal(one.compared, 10);
		assert.equal(many.compared, 40);
	});
});
