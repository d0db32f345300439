import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { engines } from "#tests/harness/databases.ts";
import { group, open, serve, webApp } from "./applications.harness.ts";

for (const engine of engines) {
	describe(`a group's applications on ${engine.name}`, () => {
		it("are those that it is assigned to, page by page, and of one group alone", async (t) => {
			const db = await open(engine, t);
			const { call } = await serve(db, t);
			const [navy, army] = [await group(db, "00gnavy", "Navy"), await group(db, "00garmy", "Army")];
			for (const label of ["Wiki", "Mail"]) {
				const made = await call("POST", "/api/v1/apps", webApp(label));
				const assigned = await call("PUT", `/api/v1/apps/${made.json<{ id: string }>().id}/groups/${navy}`);
				assert.equal(assigned.statusCode, 200, assigned.body);
			}
			const labels = async (path: string) => {
				const answer = await call("GET", path);
				assert.equal(answer.statusCode, 200, answer.body);
				return { answer, labels: answer.json<{ label: string }[]>().map(({ label }) => label) };
			};
			assert.deepEqual((await labels(`/api/v1/groups/${navy}/apps`)).labels, ["Mail", "Wiki"]);
			assert.deepEqual((await labels(`/api/v1/groups/${army}/apps`)).labels, []);
			const first = await labels(`/api/v1/groups/${navy}/apps?limit=1`);
			const links = [first.answer.headers["link"]].flat().map(String);
			const next = links.map((link) => /^<[^/]+\/\/[^/]+([^>]+)>; rel="next"$/.exec(link)?.[1]).find(Boolean) ?? "";
			assert.deepEqual((await labels(next)).labels, ["Wiki"]);
			const after = new URL(next, "http://localhost").searchParams.get("after") ?? "";
			for (const [path, status] of [
				[`/api/v1/groups/${army}/apps?after=${after}`, 400],
				[`/api/v1/groups/${navy}/apps?after=x`, 400],
				[`/api/v1/apps?after=${after}`, 400],
				[`/api/v1/groups/${navy}/apps?limit=201`, 400],
				["/api/v1/groups/00gnone/apps", 404],
			] as const) {
				assert.equal((await call("GET", path)).statusCode, status, path);
			}
		});
	});
}
