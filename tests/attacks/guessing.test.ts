import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { engines } from "../harness/databases.ts";
import { besiege, guess, LONG, OWNER, type Siege, signIn, tell, triesOn } from "./guessing.ts";

for (const engine of engines) {
	const tries = triesOn(engine);
	describe(`${tries.toLocaleString("en")} wrong passwords, on ${engine.name}`, () => {
		let siege: Siege;
		before(async () => {
			siege = await besiege(engine);
		});
		after(() => siege.provider.close());

		test("from one address: nearly all are refused before a password is compared, and the owner gets in", {
			timeout: LONG,
		}, async () => {
			const address = "198.51.100.1";
			const { provider, known, ownerGetsIn } = siege;
			const begin = performance.now();
			const tally = await guess([provider], {
				count: tries,
				addressOf: () => address,
				meanwhile: async () => {
					await ownerGetsIn("in the middle of it");
					const { statusCode } = await signIn(provider, OWNER.login, OWNER.password, address, known);
					assert.equal(statusCode, 303, "behind the same address too");
				},
			});
			await ownerGetsIn("after it");
			tell(`${engine.name}, one address`, tally, begin);
			assert.deepEqual([tally.compared, tally.limited], [10, tries - 10]);
			const { statusCode } = await signIn(provider, OWNER.login, OWNER.password, "203.0.113.51");
			assert.equal(statusCode, 303, "one address slows nobody elsewhere, on whatever device");
		});
	});
}
