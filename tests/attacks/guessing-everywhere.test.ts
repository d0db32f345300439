import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { engines } from "../harness/databases.ts";
import { besiege, everywhere, guess, LONG, OWNER, owner, type Siege, signIn, tell, triesOn } from "./guessing.ts";

for (const engine of engines) {
	const tries = triesOn(engine);
	describe(`${tries.toLocaleString("en")} wrong passwords from everywhere, on ${engine.name}`, () => {
		let siege: Siege;
		before(async () => {
			siege = await besiege(engine);
		});
		after(() => siege.provider.close());

		test("from as many addresses: the account is closed to strangers for a while, and the owner gets in", {
			timeout: LONG,
		}, async () => {
			const { provider, ownerGetsIn } = siege;
			const begin = performance.now();
			const tally = await guess([provider], {
				count: tries,
				addressOf: everywhere,
				meanwhile: () => ownerGetsIn("in the middle of it"),
			});
			await ownerGetsIn("after it");
			tell(`${engine.name}, ${tries} addresses`, tally, begin);
			assert.deepEqual([tally.compared, tally.limited], [50, tries - 50]);
			const stranger = await signIn(provider, OWNER.login, OWNER.password, "203.0.113.52");
			assert.equal(stranger.statusCode, 429, "on a new device the owner waits");
			assert.ok(Number(stranger.headers["retry-after"]) <= 3_600);
			const { status } = await owner(provider);
			assert.equal(status, "ACTIVE", "nobody has locked the owner out");
		});
	});
}
