import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { after as inSeconds, toFlag, toJson } from "#common/db/columns.ts";
import { type Engine, engines } from "#tests/harness/databases.ts";
import {
	type Management,
	makeAdministrator,
	makePerson,
	openManagement,
	openProviderDatabase,
	rowsOf,
} from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import { grantRole } from "../administrators/administrators.ts";
import { createGroup } from "../groups/groups.ts";
import type { Letter } from "../mail/mail.ts";
import { changeAttributes } from "../schemas/schemas.ts";
import { baseNames, findUserByLogin, forgetAttribute } from "../users/users.ts";
import { mountCsvImports } from "./csv-imports.routes.ts";
import { type PeopleImportsJob, removeOldImportRows, startPeopleImports } from "./csv-imports.ts";

const AT = "/api/v1/internal/people-imports";
const ATTRIBUTES = ["login", "email", "firstName", "lastName"];
const WISHES = { activate: false, update: false, createGroups: false, sendMail: false };

interface Shown {
	readonly id: string;
	readonly status: string;
	readonly received: number;
	readonly rows: number;
	readonly header: readonly string[];
	readonly sample: readonly (readonly string[])[];
	readonly found: Readonly<Record<string, number>>;
	readonly made: Readonly<Record<string, number>>;
	readonly reason: string | null;
}
interface ShownRow {
	readonly line: number;
	readonly outcome: string;
	readonly problems: readonly { readonly column: string | null; readonly message: string }[];
}

const line = (name: string, ...more: string[]) =>
	[`${name}@example.com`, `${name}@example.com`, name, "Tester", ...more].join(",");
const HEADER = "Username,Email,First,Last";

const suite = (engine: Engine) =>
	describe(`people from CSV files (${engine.name})`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let api: Management;
		let job: PeopleImportsJob;
		let admin: string;
		const letters: { to: string; letter: Letter }[] = [];
		const failures: unknown[] = [];

		before(async () => {
			({ db, close } = await openProviderDatabase(engine));
			admin = (await makeAdministrator(db, "Root")).id;
			const mailer = {
				send: async (_db: Db, { profile }: { profile: { email: string } }, letter: Letter) => {
					if (profile.email.startsWith("broken")) throw new Error("no outbox");
					letters.push({ to: profile.email, letter });
				},
			};
			const needs = { url: "http://localhost:7081", mailer };
			job = startPeopleImports(db, needs, (thrown) => failures.push(thrown));
			api = await openManagement(db, admin, (routes, app) =>
				mountCsvImports(routes, app, { db, url: "http://localhost:7081", job }),
			);
		});
		after(async () => {
			await api.close();
			await job.stop();
			await close();
			assert.deepEqual(new Set(failures.map((thrown) => (thrown as Error).message)), new Set(["no outbox"]));
		});
		beforeEach(() => letters.splice(0));

		const send = (id: string, offset: number, content: string | Buffer, caller = admin) =>
			api.call<Shown>("PUT", `${AT}/${id}/content?offset=${offset}`, {
				body: Buffer.from(content),
				caller,
				headers: { "content-type": "text/csv" },
			});
		const upload = async (text: string, caller = admin): Promise<Shown> => {
			const size = Buffer.byteLength(text);
			const made = await api.call<Shown>("POST", AT, { body: { name: "people.csv", size }, caller });
			assert.equal(made.status, 200, JSON.stringify(made.body));
			const sent = await send(made.body.id, 0, text, caller);
			assert.equal(sent.status, 200, JSON.stringify(sent.body));
			return (await api.call<Shown>("GET", `${AT}/${made.body.id}`, { caller })).body;
		};
		const until = async (id: string, ...statuses: string[]): Promise<Shown> => {
			for (const end = Date.now() + 60_000; Date.now() < end; await sleep(20)) {
				const { body } = await api.call<Shown>("GET", `${AT}/${id}`);
				if (statuses.includes(body.status)) return body;
			}
			throw new Error("it takes too long");
		};
		const check = async (id: string, wishes: object = {}, caller = admin): Promise<Shown> => {
			const asked = await api.call<Shown>("POST", `${AT}/${id}/check`, {
				body: { columns: ATTRIBUTES, ...WISHES, ...wishes },
				caller,
			});
			assert.equal(asked.status, 200, JSON.stringify(asked.body));
			return until(id, "CHECKED", "FAILED");
		};
		const start = async (id: string): Promise<Shown> => {
			const asked = await api.call<Shown>("POST", `${AT}/${id}/start`);
			assert.equal(asked.status, 200, JSON.stringify(asked.body));
			return until(id, "COMPLETE", "FAILED", "CANCELLED");
		};
		const rows = async (id: string, outcome = ""): Promise<readonly ShownRow[]> =>
			(await api.call<ShownRow[]>("GET", `${AT}/${id}/rows?limit=200${outcome && `&outcome=${outcome}`}`)).body;
		const brought = async (text: string, wishes: object = {}): Promise<Shown> => {
			const { id } = await upload(text);
			await check(id, wishes);
			return start(id);
		};

		test("a dry run writes nobody and says row by row what is wrong; the import brings the others, by the API's rules", async () => {
			const text = [
				`\uFEFF${HEADER}`,
				line("ada"),
				line("bob", "extra"),
				"nobody@example.com,not-an-address,No,Body",
				`eve@example.com,eve@example.com,,"Several\nlines"`,
				line("ADA"),
				",a@example.com,A,B",
			].join("\r\n");
			const { id, header, sample } = await upload(text);
			assert.deepEqual(header, ["Username", "Email", "First", "Last"]);
			assert.deepEqual(sample[0], ["ada@example.com", "ada@example.com", "ada", "Tester"]);
			const before = await rowsOf(db, "users", "groups", "group_members", "system_log");
			const { found } = await check(id);
			assert.deepEqual(await rowsOf(db, "users", "groups", "group_members", "system_log"), before);
			assert.deepEqual(found, { NEW: 1, CHANGED: 0, UNCHANGED: 0, WRONG: 5 });
			assert.deepEqual(
				(await rows(id, "WRONG")).map(({ line: at, problems }) => [
					at,
					...problems.map(({ column, message }) => `${column}: ${message}`),
				]),
				[
					[3, "null: Has 5 values, and the header 4."],
					[4, "Email: Must be an email address, such as ada@example.com."],
					[5, "First: Is required.", "Last: Must not contain control characters."],
					[7, "Username: Line 2 is about the same person."],
					[8, "Username: Is required."],
				],
			);
			const { made } = await start(id);
			assert.deepEqual(made, found);
			const ada = await findUserByLogin(db, "ada@example.com");
			assert.equal(ada?.status, "STAGED");
			const groups = await db
				.selectFrom("group_members")
				.innerJoin("groups", "groups.id", "group_id")
				.select("name")
				.where("user_id", "=", ada?.id ?? "")
				.execute();
			assert.deepEqual(
				groups.map(({ name }) => name),
				["Everyone"],
			);
			const events = await db.selectFrom("system_log").select(["event_type", "actor_id", "targets"]).execute();
			assert.deepEqual(
				events.map(({ event_type, actor_id }) => [event_type, actor_id]),
				[
					["user.lifecycle.create", admin],
					["system.import.complete", admin],
				],
			);
			assert.equal(api.events.at(-1)?.type, "user.account.import");
		});

		test("a second time changes whom it is told to change, leaves empty cells alone, and says what is as it was", async () => {
			const first = `${HEADER},Title,City\n${line("cleo", "Captain", "Graz")}\n${line("dora", "Mate", "Linz")}`;
			const columns = [...ATTRIBUTES, "title", "city"];
			await brought(first, { columns });
			const second = `${HEADER},Title,City\n${line("cleo", "Admiral", "")}\n${line("dora", "Mate", "Linz")}`;
			const left = await brought(second, { columns });
			assert.deepEqual(left.made, { NEW: 0, CHANGED: 0, UNCHANGED: 2, WRONG: 0 });
			assert.equal((await findUserByLogin(db, "cleo@example.com"))?.profile["title"], "Captain");
			const changed = await brought(second, { columns, update: true });
			assert.deepEqual(changed.made, { NEW: 0, CHANGED: 1, UNCHANGED: 1, WRONG: 0 });
			const cleo = await findUserByLogin(db, "cleo@example.com");
			assert.deepEqual([cleo?.profile["title"], cleo?.profile["city"]], ["Admiral", "Graz"]);
			const searched = await db
				.selectFrom("user_attributes")
				.select("user_id")
				.where("name", "=", "title")
				.where("value_key", "=", "admiral")
				.execute();
			assert.deepEqual(
				searched.map(({ user_id }) => user_id),
				[cleo?.id],
				"and is found by it",
			);
		});

		test("groups by name are joined, and made only when asked for", async () => {
			const { id: sailors } = await createGroup(db, { name: "Sailors" });
			const text = `${HEADER},Groups\n${line("finn", "sailors; Everyone")}\n${line("gus", "Pilots;SAILORS")}\n${line("hal", "pilots")}`;
			const columns = [...ATTRIBUTES, "groups"];
			const { id } = await upload(text);
			assert.deepEqual((await check(id, { columns })).found, { NEW: 1, CHANGED: 0, UNCHANGED: 0, WRONG: 2 });
			assert.deepEqual((await rows(id, "WRONG"))[0]?.problems, [
				{ column: "Groups", message: "There is no group of this name." },
			]);
			assert.deepEqual((await check(id, { columns, createGroups: true })).found, { NEW: 3, CHANGED: 0, UNCHANGED: 0, WRONG: 0 });
			await start(id);
			const names = await db.selectFrom("groups").select(["id", "name"]).where("name_key", "=", "pilots").execute();
			assert.equal(names.length, 1, "one group, however it is spelt");
			const members = await db
				.selectFrom("group_members")
				.select("group_id")
				.where("group_id", "in", [sailors, names[0]?.id ?? ""])
				.execute();
			assert.equal(members.length, 4);
		});

		test("custom attributes come in their own types, and what is none is wrong", async () => {
			await changeAttributes(
				db,
				{
					contractor: { type: "boolean" },
					badge: { type: "integer" },
					langs: { type: "array", items: { type: "string" } },
					size: { type: "string", enum: ["S", "M"] },
				},
				{ base: [...baseNames], forget: forgetAttribute },
			);
			const columns = [...ATTRIBUTES, "contractor", "badge", "langs", "size"];
			const text = `${HEADER},c,b,l,s\n${line("ida", "Yes", "007", "de; en", "S")}\n${line("jon", "maybe", "1.5", "", "XL")}`;
			const { id, made } = await brought(text, { columns });
			assert.deepEqual(made, { NEW: 1, CHANGED: 0, UNCHANGED: 0, WRONG: 1 });
			const ida = await findUserByLogin(db, "ida@example.com");
			const values = ["contractor", "badge", "langs", "size"].map((name) => ida?.profile[name]);
			assert.deepEqual(values, [true, 7, ["de", "en"], "S"]);
			assert.deepEqual(
				(await rows(id, "WRONG"))[0]?.problems.map(({ column }) => column),
				["b", "c", "s"],
			);
		});

		test("whoever is activated gets a letter with the link, if that is asked for, and nobody else", async () => {
			await brought(`${HEADER}\n${line("kim")}`, { activate: true });
			assert.equal((await findUserByLogin(db, "kim@example.com"))?.status, "PROVISIONED");
			assert.equal(letters.length, 0);
			await brought(`${HEADER}\n${line("kim")}\n${line("lou")}`, { activate: true, update: true, sendMail: true });
			assert.deepEqual(
				letters.map(({ to }) => to),
				["lou@example.com"],
			);
			assert.match(letters[0]?.letter.kind === "activation" ? letters[0].letter.link : "", /\/activate\/[\w-]{43}$/);
		});

		test("a file in slices is one file, however it is cut, and a slice that comes twice comes once", async () => {
			const text = `${HEADER}\n${line("möe")}\n"${line("ned").replaceAll(",", '","')}"\n`;
			const bytes = Buffer.from(text);
			const { body: made } = await api.call<Shown>("POST", AT, { body: { name: "s.csv", size: bytes.length } });
			const cuts = [0, 10, HEADER.length + 1, bytes.indexOf(0xc3) + 1, bytes.length - 5, bytes.length];
			for (const [at, from] of cuts.slice(0, -1).entries()) {
				const to = cuts[at + 1] ?? 0;
				assert.equal((await send(made.id, from, bytes.subarray(from, to))).body.received, to);
				assert.equal((await send(made.id, from, bytes.subarray(from, to))).body.received, to, "again");
			}
			assert.equal((await send(made.id, bytes.length, "more")).status, 400);
			const { status, rows: count } = (await api.call<Shown>("GET", `${AT}/${made.id}`)).body;
			assert.deepEqual([status, count], ["UPLOADED", 2]);
			assert.equal((await findUserByLogin(db, "möe@example.com"))?.id, undefined);
			await check(made.id);
			assert.deepEqual((await start(made.id)).made, { NEW: 2, CHANGED: 0, UNCHANGED: 0, WRONG: 0 });
			assert.equal((await findUserByLogin(db, "möe@example.com"))?.profile.firstName, "möe");
		});

		test("what is no CSV is refused with the line, and nothing of it is kept", async () => {
			for (const [text, words] of [
				['a,b\n1,2\n"open,3', "Line 3"],
				["a,b\n1,\0", "UTF-8"],
				["a,b\n", "no rows"],
				["a,a\n1,2", "Two columns"],
				[`a,b\n${"x".repeat(1_000_000)},2`, "longer than"],
			] as const) {
				const { body } = await api.call<Shown>("POST", AT, { body: { name: "x.csv", size: Buffer.byteLength(text) } });
				const sent = await send(body.id, 0, text);
				assert.equal(sent.status, 400, text.slice(0, 10));
				assert.match(JSON.stringify(sent.body), new RegExp(words));
				assert.equal((await api.call<Shown>("GET", `${AT}/${body.id}`)).body.received, 0);
				assert.equal((await api.call("DELETE", `${AT}/${body.id}`)).status, 204);
			}
		});

		test("a column of passwords is not kept, and can be nobody's", async () => {
			const { id, sample } = await upload(`${HEADER},Password\n${line("pia", "hunter2")}`);
			assert.equal(sample[0]?.[4], "");
			assert.ok(!JSON.stringify(await rowsOf(db, "people_import_rows")).includes("hunter2"));
			const refused = await api.call("POST", `${AT}/${id}/check`, {
				body: { columns: [...ATTRIBUTES, "password"], ...WISHES },
			});
			assert.equal(refused.status, 400);
		});

		test("nobody but those who may manage everybody imports; administrators are a Super Administrator's alone", async () => {
			const helper = await makePerson(db, "Helper", "correct horse battery");
			await grantRole(db, helper.id, "HELP_DESK_ADMIN");
			assert.equal((await api.call("POST", AT, { body: { name: "x", size: 1 }, caller: helper.id })).status, 403);
			const manager = await makePerson(db, "Manager", "correct horse battery");
			await grantRole(db, manager.id, "USER_ADMIN");
			const text = `Username,Email,First,Last\nroot@example.com,evil@example.com,Ev,Il`;
			const { id } = await upload(text, manager.id);
			const { found } = await check(id, { update: true }, manager.id);
			assert.deepEqual(found, { NEW: 0, CHANGED: 0, UNCHANGED: 0, WRONG: 1 });
			await db.deleteFrom("admin_roles").where("user_id", "=", manager.id).execute();
			const asked = await api.call<Shown>("POST", `${AT}/${id}/check`, {
				body: { columns: ATTRIBUTES, ...WISHES, update: true },
			});
			assert.equal(asked.status, 200);
			assert.deepEqual((await until(id, "CHECKED")).found, { NEW: 0, CHANGED: 1, UNCHANGED: 0, WRONG: 0 });
		});

		test("a row that was refused in somebody's check does not change an administrator because a Super Administrator starts the import", async () => {
			const manager = await makePerson(db, "Sly", "correct horse battery");
			await grantRole(db, manager.id, "USER_ADMIN");
			const { id } = await upload(`${HEADER}\nroot@example.com,evil@example.com,Ev,Il\n${line("yves")}`, manager.id);
			assert.deepEqual((await check(id, { update: true }, manager.id)).found, { NEW: 1, CHANGED: 0, UNCHANGED: 0, WRONG: 1 });
			assert.deepEqual((await start(id)).made, { NEW: 1, CHANGED: 0, UNCHANGED: 0, WRONG: 1 });
			assert.equal((await findUserByLogin(db, "root@example.com"))?.profile.email, "root@example.com");
		});

		test("an import stops where whoever began it may not do so any more", async () => {
			const manager = await makePerson(db, "Gone", "correct horse battery");
			await grantRole(db, manager.id, "USER_ADMIN");
			const { id } = await upload(`${HEADER}\n${line("quin")}`, manager.id);
			await check(id, {}, manager.id);
			await db.updateTable("people_imports").set({ status: "RUNNING" }).where("id", "=", id).execute();
			await db.deleteFrom("admin_roles").where("user_id", "=", manager.id).execute();
			job.wake();
			assert.equal((await until(id, "FAILED", "COMPLETE")).reason, "Whoever began it may not do so any more.");
			assert.equal(await findUserByLogin(db, "quin@example.com"), undefined);
		});

		test("a role that holds for some groups imports nothing and exports nothing", async () => {
			const limited = await makePerson(db, "Limited", "correct horse battery");
			const { id: group } = await createGroup(db, { name: "Theirs" });
			await db
				.insertInto("admin_roles")
				.values({ user_id: limited.id, role: "USER_ADMIN", targeted: toFlag(true) })
				.execute();
			await db
				.insertInto("role_targets")
				.values({ user_id: limited.id, role: "USER_ADMIN", kind: "group", target: group })
				.execute();
			const { id } = await upload(`${HEADER}\n${line("uma")}`);
			await check(id);
			for (const [method, path] of [
				["GET", AT],
				["POST", AT],
				["GET", `${AT}/${id}`],
				["POST", `${AT}/${id}/start`],
				["GET", `${AT}/${id}/report`],
				["DELETE", `${AT}/${id}`],
				["GET", "/api/v1/internal/people-export"],
			] as const)
				assert.equal((await api.call(method, path, { caller: limited.id })).status, 403, path);
			await db.updateTable("people_imports").set({ status: "RUNNING", user_id: limited.id }).where("id", "=", id).execute();
			job.wake();
			assert.equal((await until(id, "FAILED", "COMPLETE")).status, "FAILED", "nor one that somebody else has begun");
		});

		test("a batch that cannot be written stops the import with nothing of it done, and it goes on when it can", async () => {
			const { id } = await upload(`${HEADER}\n${line("vera")}\n${line("broken")}`);
			await check(id, { activate: true, sendMail: true });
			await api.call("POST", `${AT}/${id}/start`);
			for (let state = ""; state !== "FAILED"; await sleep(20)) {
				job.wake();
				state = (await api.call<Shown>("GET", `${AT}/${id}`)).body.status;
			}
			assert.equal(await findUserByLogin(db, "vera@example.com"), undefined);
			await db
				.updateTable("people_imports")
				.set({ plan: toJson({ columns: ATTRIBUTES, ...WISHES }) })
				.where("id", "=", id)
				.execute();
			assert.deepEqual((await start(id)).made, { NEW: 2, CHANGED: 0, UNCHANGED: 0, WRONG: 0 });
		});

		test("rows are forgotten a week after, and what was not written then is not taken for done", async () => {
			const { id } = await upload(`${HEADER}\n${line("will")}`);
			await check(id);
			await removeOldImportRows(db);
			assert.equal((await rows(id)).length, 1);
			await sql`update people_imports set created = ${inSeconds(-8 * 86_400)} where id = ${id}`.execute(db);
			await removeOldImportRows(db);
			assert.equal((await rows(id)).length, 0);
			assert.equal((await api.call("POST", `${AT}/${id}/start`)).status, 400);
			assert.equal(await findUserByLogin(db, "will@example.com"), undefined);
		});

		test("of a file whose end never came nothing is left, a password in its last record least of all", async () => {
			const begun = `${HEADER},Password\n${line("xena", "hunter3")}`;
			const { id } = (await api.call<Shown>("POST", AT, { body: { name: "half.csv", size: 9_000 } })).body;
			const headers = { "content-type": "text/csv" };
			assert.equal((await api.call("PUT", `${AT}/${id}/content?offset=0`, { body: begun, headers })).status, 200);
			await removeOldImportRows(db);
			assert.equal((await api.call("GET", `${AT}/${id}`)).status, 200);
			await sql`update people_imports set created = ${inSeconds(-8 * 86_400)} where id = ${id}`.execute(db);
			await removeOldImportRows(db);
			assert.equal((await api.call("GET", `${AT}/${id}`)).status, 404);
		});

		test("what is cancelled stays as it is, and goes on where it was", async () => {
			const names = Array.from({ length: 900 }, (_, at) => `many${at}`);
			const { id } = await upload([HEADER, ...names.map((name) => line(name))].join("\n"));
			await check(id);
			await api.call("POST", `${AT}/${id}/start`);
			assert.equal((await api.call("POST", `${AT}/${id}/cancel`)).status, 200);
			const { status, made } = await until(id, "CANCELLED", "COMPLETE");
			assert.equal(status, "CANCELLED");
			await sleep(100);
			const there = await db
				.selectFrom("users")
				.select(({ fn }) => fn.countAll<number>().as("n"))
				.where("login_key", "like", "many%")
				.executeTakeFirstOrThrow();
			assert.equal(Number(there.n), made["NEW"]);
			assert.deepEqual((await start(id)).made, { NEW: 900, CHANGED: 0, UNCHANGED: 0, WRONG: 0 });
		});

		test("the report and the people come as CSV in which nothing is calculated, and an export can be imported again", async () => {
			await brought(`${HEADER},Phone\n${line("rex", "'+43 1 2")}\n${line("sam", "x")}`, {
				columns: [...ATTRIBUTES, "primaryPhone"],
			});
			assert.equal((await findUserByLogin(db, "rex@example.com"))?.profile["primaryPhone"], "+43 1 2");
			const { id } = await upload(`${HEADER}\n=1+1,no,A,B`);
			await check(id);
			const report = (await api.call<string>("GET", `${AT}/${id}/report`)).body;
			assert.equal(
				report,
				'line,username,result,column,problem\r\n2,\'=1+1,wrong,Email,"Must be an email address, such as ada@example.com."\r\n',
			);
			const people = (
				await api.call<string>("GET", `/api/v1/internal/people-export?search=${encodeURIComponent('profile.login sw "rex"')}`)
			).body;
			const [head = "", rex = ""] = people.replace("\uFEFF", "").split("\r\n");
			assert.match(rex, /,'\+43 1 2,/);
			const again = await upload(people);
			const columns = head.split(",").map((name) => (["id", "status", "created", "lastLogin"].includes(name) ? null : name));
			assert.deepEqual((await check(again.id, { columns, update: true })).found, { NEW: 0, CHANGED: 0, UNCHANGED: 1, WRONG: 0 });
			assert.equal(api.events.filter(({ type }) => type === "user.account.export").length, 1);
		});
	});

for (const engine of engines) suite(engine);
