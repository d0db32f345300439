import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { asFault, Fault } from "#common/faults/fault.ts";
import { engines } from "#tests/harness/databases.ts";
import {
	type Management,
	makeAdministrator,
	makePerson,
	openManagement,
	openProviderDatabase,
	rowsOf,
} from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import { createPolicy, createRule, removeRule } from "../policies/policies.ts";
import { mountZones } from "./zones.routes.ts";
import type { Addresses, Zone } from "./zones.ts";

const AT = "/api/v1/zones";
const OFFICE = {
	type: "IP",
	name: "Office",
	gateways: [
		{ type: "CIDR", value: "192.0.2.0/24" },
		{ type: "RANGE", value: "2001:db8::1-2001:db8::ff" },
	],
	proxies: null,
};

for (const engine of engines) {
	describe(`network zones on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		let locksOut: boolean;
		beforeEach(async () => {
			({ db, close } = await openProviderDatabase(engine));
			const root = await makeAdministrator(db, "Root");
			locksOut = false;
			const guardConsole = async () => {
				if (locksOut) throw new Fault("locks_everybody_out");
			};
			api = await openManagement(db, root.id, (routes) => mountZones(routes, { db, url: "http://localhost:7081", guardConsole }));
		});
		afterEach(async () => {
			await api.close();
			await close();
		});

		const make = async (input: object = OFFICE) =>
			(await api.call<Zone & { proxies: Addresses[] | null }>("POST", AT, { body: input })).body;
		const rule = async (zones: object) => {
			const policy = await createPolicy(db, { type: "OKTA_SIGN_ON", name: `P${Math.random()}`, document: {} }, "ACTIVE");
			const document = { conditions: { network: { connection: "ZONE", ...zones } } };
			return createRule(db, policy.id, { name: "From the office", document }, "ACTIVE");
		};

		it("are made, read, replaced, turned off and on, and deleted, as Okta's clients do it", async () => {
			const made = await make();
			assert.match(made.id, /^nzo\w{17}$/);
			assert.deepEqual([made.status, made.gateways, made.proxies], ["ACTIVE", OFFICE.gateways, null]);
			assert.deepEqual((await api.call("GET", `${AT}/${made.id}`)).body, made);
			const sentBack = {
				...made,
				name: "Head office",
				gateways: [{ type: "CIDR", value: "::ffff:192.0.2.1" }],
				proxies: OFFICE.gateways,
			};
			const replaced = await api.call<Zone>("PUT", `${AT}/${made.id}`, { body: sentBack });
			assert.deepEqual([replaced.status, replaced.body.name, replaced.body.proxies], [200, "Head office", OFFICE.gateways]);
			for (const [verb, status] of [
				["deactivate", "INACTIVE"],
				["activate", "ACTIVE"],
			] as const) {
				const turned = await api.call<Zone>("POST", `${AT}/${made.id}/lifecycle/${verb}`);
				assert.deepEqual([turned.status, turned.body.status], [200, status]);
			}
			assert.equal((await api.call("DELETE", `${AT}/${made.id}`)).status, 204);
			assert.equal((await api.call("GET", `${AT}/${made.id}`)).body.errorCode, "E0000007");
			assert.deepEqual(
				api.events.map(({ type }) => type),
				["zone.create", "zone.update", "zone.deactivate", "zone.activate", "zone.delete"],
			);
		});

		it("are listed page by page, and found by the filters that Okta's clients use", async () => {
			const zones = [await make(), await make({ ...OFFICE, name: "Home" }), await make({ ...OFFICE, name: "Café" })];
			const names = async (query: string) =>
				(await api.call<Zone[]>("GET", `${AT}?${encodeURI(query)}`)).body.map(({ name }) => name).sort();
			assert.deepEqual(await names(""), ["Café", "Home", "Office"]);
			assert.deepEqual(await names('filter=name eq "office"'), ["Office"]);
			assert.deepEqual(await names('filter=usage eq "POLICY"'), ["Café", "Home", "Office"]);
			assert.deepEqual(await names('filter=usage eq "BLOCKLIST"'), []);
			assert.deepEqual(await names(`filter=id eq "${zones[1]?.id}"`), ["Home"]);
			const seen: string[] = [];
			let next: string | undefined = `${AT}?limit=1`;
			while (next !== undefined) {
				const page: Awaited<ReturnType<typeof api.call<Zone[]>>> = await api.call<Zone[]>("GET", next);
				seen.push(...page.body.map(({ id }) => id));
				next = /<http:\/\/localhost:7081([^>]+)>; rel="next"/.exec(String(page.headers["link"]))?.[1];
			}
			assert.deepEqual(seen, zones.map(({ id }) => id).sort());
		});

		it("refuse what is no address, doubles, and whoever may not manage them; nothing is written", async () => {
			const { id } = await make();
			const ada = await makePerson(db, "Ada", "a long enough password");
			const before = await rowsOf(db, "network_zones");
			const bad = (change: object) => ({ body: { ...OFFICE, name: "Other", ...change } });
			const cases: [string, string, object, number, string][] = [
				["POST", AT, bad({ gateways: [{ type: "CIDR", value: "192.0.2.0/33" }] }), 400, "E0000001"],
				["POST", AT, bad({ gateways: [{ type: "RANGE", value: "192.0.2.9-192.0.2.1" }] }), 400, "E0000001"],
				["POST", AT, bad({ gateways: [{ type: "CIDR", value: "x".repeat(99) }] }), 400, "E0000001"],
				["POST", AT, bad({ gateways: [{ type: "DNS", value: "192.0.2.1" }] }), 400, "E0000001"],
				["POST", AT, bad({ gateways: "192.0.2.1" }), 400, "E0000001"],
				["POST", AT, bad({ gateways: Array(151).fill(OFFICE.gateways[0]) }), 400, "E0000001"],
				["POST", AT, bad({ proxies: [{ type: "CIDR", value: "nowhere" }] }), 400, "E0000001"],
				["POST", AT, bad({ type: "DYNAMIC" }), 400, "E0000001"],
				["POST", AT, bad({ usage: "BLOCKLIST" }), 400, "E0000001"],
				["POST", AT, bad({ more: 1 }), 400, "E0000001"],
				["POST", AT, bad({ name: "office" }), 400, "E0000001"],
				["POST", AT, bad({ name: " " }), 400, "E0000001"],
				["POST", AT, bad({ name: "x".repeat(200) }), 400, "E0000001"],
				["POST", AT, { ...bad({}), caller: ada.id }, 403, "E0000006"],
				["POST", AT, { ...bad({}), caller: null }, 403, "E0000005"],
				["GET", AT, { caller: ada.id }, 403, "E0000006"],
				["GET", `${AT}?filter=${encodeURIComponent('name co "x"')}`, {}, 400, "E0000031"],
				["GET", `${AT}?after=nonsense`, {}, 400, "E0000001"],
				["GET", `${AT}/nzonothing`, {}, 404, "E0000007"],
				["PUT", `${AT}/nzonothing`, bad({}), 404, "E0000007"],
				["DELETE", `${AT}/nzonothing`, {}, 404, "E0000007"],
				["POST", `${AT}/nzonothing/lifecycle/activate`, {}, 404, "E0000007"],
				["PUT", `${AT}/${id}`, bad({ gateways: [{ type: "CIDR", value: "" }] }), 400, "E0000001"],
			];
			for (const [method, path, options, status, code] of cases) {
				const answer = await api.call(method, path, options);
				const said = `${method} ${path} ${JSON.stringify(options).slice(0, 200)}`;
				assert.deepEqual([answer.status, answer.body.errorCode], [status, code], said);
			}
			assert.deepEqual(await rowsOf(db, "network_zones"), before);
		});

		it("cannot be deleted while a rule names them, and a rule cannot name one that is not there", async () => {
			const [office, home] = [await make(), await make({ ...OFFICE, name: "Home" })];
			const kept = await rule({ include: [office.id], exclude: [home.id] });
			for (const { id } of [office, home]) {
				const refused = await api.call<{ errorSummary: string }>("DELETE", `${AT}/${id}`);
				assert.equal(refused.status, 400);
				assert.match(refused.body.errorSummary, /From the office/);
			}
			await removeRule(db, kept.policyId, kept.id);
			assert.equal((await api.call("DELETE", `${AT}/${office.id}`)).status, 204);
			await assert.rejects(rule({ include: [office.id] }), (thrown) =>
				/no network zone/.test(asFault(thrown).fields[0]?.message ?? ""),
			);
		});

		it("a zone that is deleted while a rule begins to name it: one of the two is refused", async () => {
			const { id } = await make();
			const [named, deleted] = await Promise.allSettled([rule({ include: [id] }), api.call("DELETE", `${AT}/${id}`)]);
			const status = deleted.status === "fulfilled" ? deleted.value.status : 0;
			assert.deepEqual([named.status, status], named.status === "fulfilled" ? ["fulfilled", 400] : ["rejected", 204]);
		});

		it("a change that would let nobody into the console is not kept", async () => {
			const made = await make();
			const before = await rowsOf(db, "network_zones");
			locksOut = true;
			for (const [method, path, body] of [
				["PUT", `${AT}/${made.id}`, { ...OFFICE, gateways: [] }],
				["POST", `${AT}/${made.id}/lifecycle/deactivate`, undefined],
			] as const) {
				const refused = await api.call<{ errorSummary: string }>(method, path, { body });
				assert.equal(refused.status, 400);
				assert.match(refused.body.errorSummary, /console/);
			}
			assert.deepEqual(await rowsOf(db, "network_zones"), before);
		});
	});
}
