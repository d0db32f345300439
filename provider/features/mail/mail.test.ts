import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { createSeal } from "#common/seal/seal.ts";
import { mailServerOf } from "#common/settings/mail.ts";
import { selfSigned } from "#tests/harness/certificate.ts";
import { engines } from "#tests/harness/databases.ts";
import { freePort } from "#tests/harness/half.ts";
import { makePerson, openProviderDatabase } from "#tests/harness/management.ts";
import { type MailServerSettings, startMailServer, type TestMailServer } from "#tests/harness/smtp.ts";
import type { Db } from "../../database.ts";
import { createLooks } from "../looks/looks.ts";
import type { User } from "../users/users.ts";
import {
	createMailer,
	type Letter,
	type LetterStatus,
	listLetters,
	openLetter,
	type Post,
	resendLetter,
	tendOutbox,
} from "./mail.ts";

const seal = createSeal("a master key that only the tests use", "provider");
const LINK = "https://id.example.com/login/reset/a-secret-that-opens-the-account";
const RESET: Letter = { kind: "password-reset", link: LINK, minutes: 60 };

/** Until it is so. */
const until = async (holds: () => Promise<boolean>): Promise<void> => {
	while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
};

for (const engine of engines) {
	describe(`mail on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let ada: User;
		const servers: TestMailServer[] = [];
		const posts: Post[] = [];

		beforeEach(async () => {
			({ db, close } = await openProviderDatabase(engine));
			ada = await makePerson(db, "Ada");
		});
		afterEach(async () => {
			for (const post of posts.splice(0)) await post.stop();
			for (const server of servers.splice(0)) await server.stop();
			await close();
		});

		const serverWith = async (settings: MailServerSettings = {}): Promise<TestMailServer> => {
			const server = await startMailServer(settings);
			servers.push(server);
			return server;
		};
		const postTo = (address: string | undefined): Post => {
			const post = createMailer({
				db,
				seal,
				looks: createLooks(),
				url: "https://id.example.com",
				server: mailServerOf(address),
				from: undefined,
				failed: (fault) => assert.fail(String(fault)),
			});
			posts.push(post);
			return post;
		};
		const only = async () => {
			const { items } = await listLetters(db, { limit: 10 });
			assert.equal(items.length, 1);
			return items[0] as (typeof items)[number];
		};
		const becomes = (status: LetterStatus) => until(async () => (await only()).status === status);
		const failsOnce = () => until(async () => (await only()).attempts === 1 && (await only()).status === "QUEUED");
		const hurry = () =>
			db
				.updateTable("outbox")
				.set({ next_attempt: "2000-01-01T00:00:00.000Z" as never })
				.execute();
		const events = async () =>
			(await db.selectFrom("system_log").select(["event_type", "result", "reason"]).execute()).map(
				({ event_type }) => event_type,
			);

		it("is delivered, in both forms, as nobody answers a machine (RFC 3834), and what it says is forgotten then", async () => {
			const server = await serverWith();
			await postTo(server.url).send(db, ada, RESET);
			const letter = await server.next();
			assert.equal(letter.from?.text, '"Signet" <no-reply@id.example.com>');
			assert.deepEqual([letter.to].flat()[0]?.value, [{ name: "Ada Tester", address: "ada@example.com" }]);
			assert.match(letter.text ?? "", /Hello Ada,/);
			assert.ok(letter.text?.includes(LINK) && typeof letter.html === "string" && letter.html.includes(`href="${LINK}"`));
			assert.equal(letter.headers.get("auto-submitted"), "auto-generated");
			await becomes("SENT");
			const row = await db.selectFrom("outbox").selectAll().executeTakeFirstOrThrow();
			assert.equal(row.body, null);
			assert.equal(letter.messageId, `<${row.id}@id.example.com>`);
			await until(async () => (await events()).includes("system.mail.send"));
		});

		it("is not written where its change is taken back, and is where it is not", async () => {
			const post = postTo(undefined);
			const broken = db.transaction().execute(async (tx) => {
				await post.send(tx, ada, RESET);
				throw new Error("taken back");
			});
			await assert.rejects(broken, /taken back/);
			assert.deepEqual((await listLetters(db, { limit: 10 })).items, []);
			await db.transaction().execute((tx) => post.send(tx, ada, RESET));
			assert.equal((await only()).status, "QUEUED");
		});

		it("keeps no link and no code that can be read in the database", async () => {
			const post = postTo(undefined);
			await post.send(db, ada, RESET);
			await post.send(db, ada, { kind: "email-code", code: "271828", minutes: 5 });
			const stored = JSON.stringify(await db.selectFrom("outbox").selectAll().execute());
			assert.ok(!stored.includes("a-secret-that-opens") && !stored.includes("271828"), stored);
			const code = (await listLetters(db, { limit: 10 })).items.find(({ kind }) => kind === "email-code");
			assert.match((await openLetter(db, seal, code?.id ?? "")).text, /271828/);
		});

		it("comes once, however many processes look after the outbox", async () => {
			const server = await serverWith();
			const people = await Promise.all(Array.from({ length: 20 }, (_, at) => makePerson(db, `P${at}`)));
			const waiting = postTo(undefined);
			for (const person of people) await waiting.send(db, person, RESET);
			for (let at = 0; at < 3; at++) postTo(server.url);
			await until(async () => (await listLetters(db, { limit: 50 })).items.every(({ status }) => status === "SENT"));
			assert.equal(server.letters.length, 20);
			assert.equal(new Set(server.letters.map(({ messageId }) => messageId)).size, 20);
		});

		it("is tried again, later, where the server asks for patience (4xx), and then is there", async () => {
			const server = await serverWith({ onLetter: (_letter, attempt) => (attempt === 1 ? [451, "Come back later"] : undefined) });
			const post = postTo(server.url);
			await post.send(db, ada, RESET);
			await failsOnce();
			const { error, nextAttempt, created } = await only();
			assert.match(error ?? "", /451/);
			assert.ok(Date.parse(nextAttempt ?? "") - Date.parse(created) >= 48_000);
			await hurry();
			post.wake();
			await becomes("SENT");
		});

		it("is given up where the server never will (5xx), which the System Log tells, and an administrator can try again", async () => {
			let refusing = true;
			const server = await serverWith({ onRecipient: () => (refusing ? [550, "No such user here"] : undefined) });
			const post = postTo(server.url);
			await post.send(db, ada, RESET);
			await becomes("FAILED");
			assert.match((await only()).error ?? "", /550/);
			assert.equal(server.attempts, 1);
			await until(async () => (await events()).includes("system.mail.failed"));
			refusing = false;
			await resendLetter(db, (await only()).id);
			post.wake();
			assert.ok((await server.next()).text?.includes(LINK));
			await becomes("SENT");
		});

		it("leaves while others are written all the time", async () => {
			const server = await serverWith();
			const post = postTo(server.url);
			const busy = setInterval(() => post.wake(), 5);
			await post.send(db, ada, RESET);
			await server.next();
			clearInterval(busy);
		});

		it("waits for a server that is away, and goes out when it is back", async () => {
			const port = await freePort();
			const post = postTo(`smtp://127.0.0.1:${port}`);
			await post.send(db, ada, RESET);
			await failsOnce();
			assert.match((await only()).error ?? "", /ECONNREFUSED/);
			const server = await serverWith({ port });
			await hurry();
			post.wake();
			assert.ok((await server.next()).text?.includes(LINK));
		});

		it("is taken over from a process that was killed on the way, under the same Message-ID", async () => {
			const server = await serverWith();
			await postTo(undefined).send(db, ada, RESET);
			const { id } = await only();
			const killed = { status: "SENDING", claim: "of the killed", claimed_until: "2000-01-01T00:00:00.000Z" } as const;
			await db
				.updateTable("outbox")
				.set(killed as never)
				.execute();
			postTo(server.url);
			assert.equal((await server.next()).messageId, `<${id}@id.example.com>`);
			await becomes("SENT");
		});

		it("is left alone by others while a process is at it", async () => {
			const server = await serverWith();
			await postTo(undefined).send(db, ada, RESET);
			await db
				.updateTable("outbox")
				.set({ status: "SENDING", claim: "busy", claimed_until: "9999-01-01T00:00:00.000Z" } as never)
				.execute();
			const post = postTo(server.url);
			await post.send(db, await makePerson(db, "Bob"), RESET);
			assert.match((await server.next()).text ?? "", /Hello Bob/);
			await post.stop();
			assert.equal(server.letters.length, 1);
		});

		it("is not sent once its link is dead", async () => {
			await postTo(undefined).send(db, ada, RESET);
			await db
				.updateTable("outbox")
				.set({ expires: "2000-01-01T00:00:00.000Z" } as never)
				.execute();
			const server = await serverWith();
			postTo(server.url);
			await becomes("EXPIRED");
			assert.deepEqual([server.letters.length, (await only()).readable], [0, false]);
		});

		it("overtakes what waits of the same kind, so that nobody finds two links of which one is dead", async () => {
			const post = postTo(undefined);
			await post.send(db, ada, RESET);
			await post.send(db, ada, RESET);
			const states = (await listLetters(db, { limit: 10 })).items.map(({ status }) => status);
			assert.deepEqual(states.toSorted(), ["EXPIRED", "QUEUED"]);
		});

		it("is forgotten after a month, and what an unsent one says once it is dead", async () => {
			await postTo(undefined).send(db, ada, RESET);
			await db
				.updateTable("outbox")
				.set({ expires: "2000-01-01T00:00:00.000Z" } as never)
				.execute();
			await tendOutbox(db);
			assert.deepEqual([(await only()).status, (await only()).readable], ["EXPIRED", false]);
			await db
				.updateTable("outbox")
				.set({ created: "2000-01-01T00:00:00.000Z" } as never)
				.execute();
			await tendOutbox(db);
			assert.deepEqual((await listLetters(db, { limit: 10 })).items, []);
		});

		it("does not gather for good where there is no server, to go out years later", async () => {
			await postTo(undefined).send(db, ada, { kind: "password-changed", byAdministrator: false });
			await tendOutbox(db);
			assert.equal((await only()).status, "QUEUED");
			await db
				.updateTable("outbox")
				.set({ created: "2000-01-01T00:00:00.000Z" } as never)
				.execute();
			await tendOutbox(db);
			assert.deepEqual((await listLetters(db, { limit: 10 })).items, []);
		});

		it("has no header more, whatever people are called", async () => {
			const server = await serverWith();
			const profile = {
				...ada.profile,
				firstName: "Eve\r\nBcc: mallory@example.com\r\n",
				lastName: '"><script>alert(1)</script>',
			};
			await postTo(server.url).send(db, { id: ada.id, profile }, RESET);
			const letter = await server.next();
			assert.equal(letter.bcc, undefined);
			assert.deepEqual(
				[letter.to].flat()[0]?.value.map(({ address }) => address),
				["ada@example.com"],
			);
			assert.ok(typeof letter.html === "string" && !letter.html.includes("<script>"));
		});

		it("speaks the person's language", async () => {
			const server = await serverWith();
			await postTo(server.url).send(db, { ...ada, profile: { ...ada.profile, locale: "de_DE" } }, RESET);
			const letter = await server.next();
			assert.match(letter.text ?? "", /Ihr Konto bei Signet/);
			assert.match(letter.subject ?? "", /Passwort/);
		});
	});
}

describe("the way to a mail server", () => {
	const [engine] = engines;
	let db: Db;
	let close: () => Promise<void>;
	beforeEach(async () => {
		({ db, close } = await openProviderDatabase(engine as (typeof engines)[number]));
	});
	afterEach(() => close());

	/** Sends one letter, and answers what came of it. */
	const outcome = async (address: string): Promise<string> => {
		const [looks, url, from] = [createLooks(), "https://id.example.com", undefined];
		const post = createMailer({ db, seal, looks, url, server: mailServerOf(address), from, failed: () => {} });
		await post.send(db, await makePerson(db, "Ada"), RESET);
		const state = async () => (await listLetters(db, { limit: 1 })).items[0];
		await until(async () => {
			const { status, error } = (await state()) ?? {};
			return status === "SENT" || (status !== "SENDING" && error !== null);
		});
		await post.stop();
		const { status, error } = (await state()) ?? {};
		return status === "SENT" ? "SENT" : (error ?? "");
	};

	it("refuses a certificate that nobody vouches for, and takes one that is trusted", async () => {
		const server = await startMailServer({ certificate: selfSigned });
		const trusted = getCACertificates("default");
		try {
			assert.match(await outcome(`${server.url}?tls=required`), /self-signed/);
			assert.equal(server.letters.length, 0);
			await close();
			({ db, close } = await openProviderDatabase(engine as (typeof engines)[number]));
			setDefaultCACertificates([...trusted, selfSigned.cert]);
			assert.equal(await outcome(`smtp://localhost:${server.port}?tls=required`), "SENT");
		} finally {
			setDefaultCACertificates(trusted);
			await server.stop();
		}
	});

	it("gives no letter and no password to a server that offers no TLS where it is required", async () => {
		const server = await startMailServer({ account: { user: "signet", password: "hunter2" } });
		const refused = await outcome(`${server.url}?tls=required`);
		assert.match(refused, /TLS/);
		assert.deepEqual([server.letters.length, server.attempts], [0, 0]);
		await server.stop();
	});

	it("signs in where the server wants it, and a wrong password is told without being shown", async () => {
		const server = await startMailServer({ account: { user: "signet", password: "right" } });
		const refused = await outcome(`smtp://signet:hunter2@127.0.0.1:${server.port}`);
		assert.match(refused, /535/);
		assert.doesNotMatch(refused, /hunter2/);
		await close();
		({ db, close } = await openProviderDatabase(engine as (typeof engines)[number]));
		assert.equal(await outcome(server.url), "SENT");
		await server.stop();
	});

	it("is finished before the process ends", async () => {
		let go = () => {};
		const held = new Promise<undefined>((resolve) => {
			go = () => resolve(undefined);
		});
		const server = await startMailServer({ onLetter: () => held });
		const [looks, url, from] = [createLooks(), "https://id.example.com", undefined];
		const post = createMailer({ db, seal, looks, url, server: mailServerOf(server.url), from, failed: () => {} });
		await post.send(db, await makePerson(db, "Ada"), RESET);
		await until(async () => server.attempts === 1);
		const stopped = post.stop();
		go();
		await stopped;
		assert.equal((await listLetters(db, { limit: 1 })).items[0]?.status, "SENT");
		await server.stop();
	});
});
