import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createSeal } from "#common/seal/seal.ts";
import { engines } from "#tests/harness/databases.ts";
import {
	type Management,
	makeAdministrator,
	makePerson,
	openManagement,
	openProviderDatabase,
} from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import { grantRole, type Role } from "../administrators/administrators.ts";
import { createLooks } from "../looks/looks.ts";
import type { User } from "../users/users.ts";
import { createMailer, type OutboxLetter, type Post } from "./mail.ts";
import { mountOutbox } from "./outbox.routes.ts";

const AT = "/api/v1/internal/outbox";
const seal = createSeal("a master key that only the tests use", "provider");
const LINK = "http://localhost:7081/activate/a-secret-that-opens-the-account";

for (const engine of engines) {
	describe(`the outbox on ${engine.name}`, () => {
		const url = "http://localhost:7081";
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		let post: Post;
		let ada: User;
		const as: Partial<Record<Role | "nobody", string>> = {};

		before(async () => {
			({ db, close } = await openProviderDatabase(engine));
			const root = await makeAdministrator(db, "Root");
			as.SUPER_ADMIN = root.id;
			for (const role of ["ORG_ADMIN", "REPORT_ADMIN", "HELP_DESK_ADMIN"] as const) {
				const { id } = await makePerson(db, role.replaceAll("_", ""), "a long enough password");
				await grantRole(db, id, role);
				as[role] = id;
			}
			as.nobody = (await makePerson(db, "Nobody", "a long enough password")).id;
			ada = await makePerson(db, "Ada");
			post = createMailer({ db, seal, looks: createLooks(), url, server: undefined, from: undefined, failed: () => {} });
			api = await openManagement(db, root.id, (routes) => mountOutbox(routes, { db, seal, url, post }));
		});
		after(async () => {
			await api.close();
			await close();
		});

		const newest = async (): Promise<OutboxLetter> => {
			const { body } = await api.call<OutboxLetter[]>("GET", `${AT}?limit=1`);
			return body[0] as OutboxLetter;
		};
		const statusAs = async (caller: string | undefined, method: string, path: string) =>
			(await api.call(method, path, { caller: caller ?? null })).status;

		it("shows who may read the log what was written to whom, and nobody what a letter says but who may do anything", async () => {
			await post.send(db, ada, { kind: "activation", link: LINK, hours: 168 });
			const { id } = await newest();
			for (const [role, list, read] of [
				["SUPER_ADMIN", 200, 200],
				["ORG_ADMIN", 200, 403],
				["REPORT_ADMIN", 200, 403],
				["HELP_DESK_ADMIN", 403, 403],
				["nobody", 403, 403],
			] as const) {
				assert.equal(await statusAs(as[role], "GET", AT), list, role);
				assert.equal(await statusAs(as[role], "GET", `${AT}/state`), role === "HELP_DESK_ADMIN" ? 200 : list, role);
				assert.equal(await statusAs(as[role], "POST", `${AT}/${id}/read`), read, role);
			}
			const { body } = await api.call<OutboxLetter[]>("GET", AT, { caller: as.ORG_ADMIN ?? "" });
			assert.ok(!JSON.stringify(body).includes("a-secret"), "no link in a list");
		});

		it("leaves an event for a letter that was read, with its addressee", async () => {
			await post.send(db, ada, { kind: "activation", link: LINK, hours: 168 });
			const { id } = await newest();
			api.events.length = 0;
			const { body } = await api.call<{ text: string }>("POST", `${AT}/${id}/read`);
			assert.ok(body.text.includes(LINK));
			assert.deepEqual(api.events, [{ type: "system.mail.read", result: "success", targets: [ada.id, id] }]);
		});

		it("leaves an event for a letter that was sent again or deleted, and for one that tries the server, whatever comes of it", async () => {
			await post.send(db, ada, { kind: "password-changed", byAdministrator: true });
			const { id } = await newest();
			api.events.length = 0;
			await api.call("POST", `${AT}/${id}/resend`);
			await api.call("POST", `${AT}/test`);
			await api.call("DELETE", `${AT}/${id}`);
			assert.deepEqual(api.events, [
				{ type: "system.mail.resend", result: "success", targets: [ada.id, id] },
				{ type: "system.mail.test", result: "failure", targets: [as.SUPER_ADMIN] },
				{ type: "system.mail.delete", result: "success", targets: [ada.id, id] },
			]);
		});

		it("sends again, deletes, and knows nothing of letters that are not there", async () => {
			await post.send(db, ada, { kind: "password-changed", byAdministrator: true });
			const { id } = await newest();
			assert.equal(await statusAs(as.REPORT_ADMIN, "DELETE", `${AT}/${id}`), 403);
			assert.equal(await statusAs(as.ORG_ADMIN, "POST", `${AT}/${id}/resend`), 200);
			assert.equal(await statusAs(as.ORG_ADMIN, "DELETE", `${AT}/${id}`), 204);
			for (const [method, path] of [
				["DELETE", `${AT}/${id}`],
				["POST", `${AT}/${id}/resend`],
				["POST", `${AT}/${id}/read`],
				["POST", `${AT}/ltr00000000000000000/read`],
			] as const)
				assert.equal(await statusAs(as.SUPER_ADMIN, method, path), 404, path);
		});

		it("is walked through from page to page, and takes no place of another list", async () => {
			for (let at = 0; at < 5; at++) await post.send(db, ada, { kind: "password-changed", byAdministrator: false });
			const seen: string[] = [];
			let path: string | undefined = `${AT}?limit=2`;
			while (path !== undefined) {
				const { body, headers }: { body: OutboxLetter[]; headers: Record<string, unknown> } = await api.call("GET", path);
				seen.push(...body.map(({ id }) => id));
				const next = [headers["link"]].flat().find((link) => String(link).includes('rel="next"'));
				path = next === undefined ? undefined : /<http:\/\/[^/]+([^>]+)>/.exec(String(next))?.[1];
			}
			assert.equal(new Set(seen).size, seen.length);
			assert.equal(seen.length, (await api.call<OutboxLetter[]>("GET", `${AT}?limit=200`)).body.length);
			for (const after of ["x", Buffer.from('["users","a","b"]').toString("base64url")])
				assert.equal(await statusAs(as.SUPER_ADMIN, "GET", `${AT}?after=${after}`), 400, after);
		});

		it("sends no test where there is no server", async () => {
			assert.equal(await statusAs(as.SUPER_ADMIN, "POST", `${AT}/test`), 400);
			const { body } = await api.call<object>("GET", `${AT}/state`);
			assert.equal((body as { delivers: boolean }).delivers, false);
		});
	});
}
