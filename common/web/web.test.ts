import assert from "node:assert/strict";
import { after, beforeEach, describe, it } from "node:test";
import type { InjectOptions } from "fastify";
import { Type } from "typebox";
import { Fault } from "../faults/fault.ts";
import { createLimiter } from "./limits.ts";
import { limitUpTo } from "./paging.ts";
import { type Gate, type Outcome, routesOn } from "./route.ts";
import { createShell } from "./shell.ts";

interface Person {
	readonly name: string;
}
type Permission = "write";
type Event = "thing.made" | "denied";

const URL_ = "http://half.test";
const events: { event: Event; outcome: Outcome; actor: string | undefined; detail: object }[] = [];

const gate: Gate<Person, Permission, Event> = {
	url: URL_,
	limiter: createLimiter(),
	actorOf: async ({ headers }) => (headers.cookie ? { name: headers.cookie } : undefined),
	allows: ({ name }) => name === "admin",
	record: async (event, { actor, detail }, outcome) => void events.push({ event, outcome, actor: actor?.name, detail }),
	signInAddress: ({ url }) => `/login?next=${encodeURIComponent(url)}`,
};

const app = await createShell({
	url: URL_,
	logLevel: "silent",
	trustProxy: [],
	familyOf: (path) =>
		path.startsWith("/api/v1/")
			? "okta"
			: path.startsWith("/api/v0/")
				? "problem"
				: path.startsWith("/oauth2/")
					? "oauth"
					: "page",
	renderFault: (fault, requestId) => `<p>${fault.description} ${requestId}</p>`,
});
const routes = routesOn(app, gate, "denied");
const Thing = Type.Object(
	{ name: Type.String({ maxLength: 20 }), size: Type.Optional(Type.Integer()) },
	{ additionalProperties: false },
);
let made: unknown[] = [];
routes({
	method: "POST",
	url: "/api/v1/things",
	family: "okta",
	access: "write",
	limit: "unlimited",
	audit: "thing.made",
	body: Thing,
	handler: ({ body }) => {
		if (body.name === "taken") throw new Fault("already_exists");
		if (body.name === "bug") throw new TypeError("password hunter2");
		made.push(body);
		return { made: body.name };
	},
});
routes({
	method: "GET",
	url: "/api/v0/things/:id",
	family: "problem",
	access: "signed-in",
	limit: "unlimited",
	audit: "none",
	params: Type.Object({ id: Type.String({ maxLength: 20 }) }),
	query: Type.Object(
		{ q: Type.Optional(Type.String({ maxLength: 20 })), limit: limitUpTo(200) },
		{ additionalProperties: false },
	),
	handler: ({ params, actor }) => ({ id: params.id, for: actor.name }),
});
routes({
	method: "GET",
	url: "/page",
	family: "page",
	access: "signed-in",
	limit: "unlimited",
	audit: "none",
	handler: () => "page",
});
routes({
	method: "POST",
	url: "/api/v0/attempts",
	family: "problem",
	access: "anyone",
	limit: { name: "attempts", points: 3, duration: 60 },
	audit: "none",
	handler: () => ({}),
});
routes({
	method: "POST",
	url: "/from-anywhere",
	family: "page",
	access: "anyone",
	limit: "unlimited",
	audit: "none",
	origin: "any",
	handler: ({ reply }) => reply.redirect("/page", 303),
});
/** How a handler may answer. */
const ways = { returned: "a value", sent: "a reply", redirected: "a redirect", written: "what it wrote itself" } as const;
const stored: string[] = [];
let failing = false;
const slow: Gate<Person, Permission, Event> = {
	...gate,
	record: async (_event, { detail }) => {
		await new Promise((resolve) => setTimeout(resolve, 30));
		if (failing) throw new Error("the database is away");
		stored.push(String(detail["way"]));
	},
};
for (const way of Object.keys(ways) as (keyof typeof ways)[]) {
	routesOn(
		app,
		slow,
		"denied",
	)({
		method: "POST",
		url: `/api/v0/ways/${way}`,
		family: "problem",
		access: "anyone",
		limit: "unlimited",
		audit: "thing.made",
		handler: ({ reply, event }) => {
			event.detail["way"] = way;
			if (way === "returned") return { way };
			if (way === "sent") return reply.code(201).send({ way });
			if (way === "redirected") return reply.redirect("/elsewhere", 303);
			reply.hijack();
			setTimeout(() => reply.raw.end("written"), 60);
			return undefined;
		},
	});
}

await app.ready();
after(() => app.close());
beforeEach(() => {
	events.length = 0;
	made = [];
});

const post = (payload: InjectOptions["payload"], headers: Record<string, string> = {}, url = "/api/v1/things") =>
	app.inject({
		method: "POST",
		url,
		headers: { cookie: "admin", origin: URL_, "content-type": "application/json", ...headers },
		...(payload === undefined ? {} : { payload }),
	});

describe("the event of a call", () => {
	const call = (way: string) => app.inject({ method: "POST", url: `/api/v0/ways/${way}`, headers: { origin: URL_ } });

	for (const [way, what] of Object.entries(ways)) {
		it(`is written once, before its answer leaves, where a handler answers with ${what}`, async () => {
			stored.length = 0;
			assert.ok((await call(way)).statusCode < 400);
			assert.deepEqual(stored, [way]);
		});
	}

	it("that cannot be written lets nobody believe that the call was", async () => {
		failing = true;
		for (const way of ["returned", "sent", "redirected"]) assert.equal((await call(way)).statusCode, 500, way);
		failing = false;
	});
});

describe("a route", () => {
	it("does what it is for, once, and leaves its event", async () => {
		const answer = await post({ name: "one" });
		assert.deepEqual([answer.statusCode, answer.json()], [200, { made: "one" }]);
		assert.deepEqual(events, [{ event: "thing.made", outcome: { result: "success" }, actor: "admin", detail: {} }]);
	});

	it("leaves its event with the reason when it fails", async () => {
		assert.equal((await post({ name: "taken" })).statusCode, 400);
		assert.deepEqual(
			events.map(({ outcome }) => outcome),
			[{ result: "failure", reason: "already_exists" }],
		);
	});

	it("leaves an event when a call is denied, and does nothing", async () => {
		const answer = await post({ name: "one" }, { cookie: "somebody" }, "/api/v1/things?token=hunter2");
		assert.deepEqual([answer.statusCode, answer.json().errorCode], [403, "E0000006"]);
		assert.deepEqual(made, []);
		assert.equal(events.length, 1);
		assert.deepEqual([events[0]?.event, events[0]?.actor, events[0]?.outcome.result], ["denied", "somebody", "denied"]);
		assert.deepEqual(events[0]?.detail, { path: "/api/v1/things" });
	});

	it("asks who is calling before it reads what they send", async () => {
		const answer = await app.inject({
			method: "POST",
			url: "/api/v1/things",
			headers: { origin: URL_ },
			payload: "{".repeat(2_000_000),
		});
		assert.equal(answer.statusCode, 403);
		assert.equal(answer.json().errorCode, "E0000005");
	});

	it("sends a person without a session to the sign-in page, and a client nowhere", async () => {
		const page = await app.inject({ url: "/page?a=1" });
		assert.deepEqual([page.statusCode, page.headers.location], [303, "/login?next=%2Fpage%3Fa%3D1"]);
		const api = await app.inject({ url: "/api/v0/things/1" });
		assert.deepEqual([api.statusCode, api.json().code], [401, "not_signed_in"]);
	});

	it("refuses past its limit, and says when to come back", async () => {
		const answers = [];
		for (let call = 0; call < 4; call++) answers.push(await post("{}", {}, "/api/v0/attempts"));
		assert.deepEqual(
			answers.map(({ statusCode }) => statusCode),
			[200, 200, 200, 429],
		);
		assert.ok(Number(answers[3]?.headers["retry-after"]) > 0);
	});

	it("counts a whole line of IPv6 as one caller", async () => {
		const from = (remoteAddress: string) =>
			app.inject({ method: "POST", url: "/api/v0/attempts", headers: { origin: URL_ }, remoteAddress });
		const codes = [];
		for (let call = 1; call <= 4; call++) codes.push((await from(`2001:db8:1:2::${call}`)).statusCode);
		assert.deepEqual(codes, [200, 200, 200, 429]);
		assert.equal((await from("2001:db8:1:3::1")).statusCode, 200);
	});
});

describe("a request that another site may have caused", () => {
	const without = (headers: Record<string, string>) =>
		app.inject({
			method: "POST",
			url: "/api/v1/things",
			headers: { "content-type": "application/json", ...headers },
			payload: { name: "one" },
		});

	it("is refused unless its Origin is ours to the letter", async () => {
		for (const origin of [
			"http://evil.test",
			"null",
			`${URL_}.evil.test`,
			`${URL_}:80`,
			"https://half.test",
			"HTTP://HALF.TEST",
			"",
		]) {
			const answer = await post({ name: "one" }, { origin });
			assert.equal(answer.statusCode, 403, origin);
			assert.match(answer.json().errorSummary, /another site/);
		}
		assert.deepEqual(made, []);
	});

	it("is judged by Sec-Fetch-Site where there is no Origin", async () => {
		assert.equal((await without({ cookie: "admin", "sec-fetch-site": "same-origin" })).statusCode, 200);
		for (const site of ["cross-site", "same-site", "none"]) {
			assert.equal((await without({ cookie: "admin", "sec-fetch-site": site })).statusCode, 403, site);
		}
	});

	it("takes another site's form only where it says so", async () => {
		const foreign = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
		assert.equal((await post(undefined, foreign, "/from-anywhere")).statusCode, 303);
		assert.equal((await post(undefined, foreign, "/api/v0/attempts")).statusCode, 403);
	});

	it("is refused with cookies and neither header, and without cookies is merely not signed in", async () => {
		assert.match((await without({ cookie: "admin" })).json().errorSummary, /another site/);
		assert.match((await without({})).json().errorSummary, /sign in/);
	});
});

describe("bad input", () => {
	const cases: readonly (readonly [string, InjectOptions["payload"], Record<string, string>, number, string])[] = [
		["a body of 2 MB", JSON.stringify({ name: "x".repeat(2_000_000) }), {}, 413, "E0000001"],
		["a body that is not JSON", "{name: one}", {}, 400, "E0000003"],
		["half a body", '{"name":', {}, 400, "E0000003"],
		["a prototype in the body", '{"name":"one","__proto__":{"admin":true}}', {}, 400, "E0000003"],
		["another content type", "<thing/>", { "content-type": "text/xml" }, 415, "E0000021"],
		["a wrong type", { name: 1 }, {}, 400, "E0000001"],
		["a number as text", { name: "one", size: "1" }, {}, 400, "E0000001"],
		["a missing field", {}, {}, 400, "E0000001"],
		["no body", undefined, {}, 400, "E0000001"],
		["an empty JSON body", "", {}, 400, "E0000001"],
		["an array", [], {}, 400, "E0000001"],
		["null", "null", {}, 400, "E0000001"],
		["an unknown field", { name: "one", admin: true }, {}, 400, "E0000001"],
		["an over-long string", { name: "x".repeat(21) }, {}, 400, "E0000001"],
		["a lone surrogate", '{"name":"\\ud800"}', {}, 400, "E0000001"],
		["a NUL", '{"name":"a\\u0000b"}', {}, 400, "E0000001"],
		["a lone surrogate in a name", '{"name":"one","\\udfff":1}', {}, 400, "E0000001"],
		["deep nesting", `{"name":${"[".repeat(5_000)}${"]".repeat(5_000)}}`, {}, 400, "E0000001"],
	];
	for (const [what, payload, headers, status, code] of cases) {
		it(`such as ${what} is refused and changes nothing`, async () => {
			const answer = await post(payload, headers);
			assert.deepEqual([answer.statusCode, answer.json().errorCode], [status, code], answer.body);
			assert.deepEqual(made, []);
			assert.equal(answer.json().errorId, answer.headers["x-request-id"]);
		});
	}

	it("names the field at fault", async () => {
		assert.equal((await post({ nam: "one" })).json().errorCauses.length, 2);
		assert.match((await post({ name: 1 })).body, /name: /);
		assert.match((await post({ name: "one", admin: 1 })).body, /admin: is not known here/);
	});

	it("a limit that is none is refused in words, under the name it was sent by", async () => {
		for (const limit of ["0", "201", "-1", "many", ""]) {
			const answer = await app.inject({ url: `/api/v0/things/1?limit=${limit}`, headers: { cookie: "ada" } });
			assert.deepEqual(
				[answer.statusCode, answer.json<{ fields: unknown[] }>().fields],
				[400, [{ field: "limit", message: "must be a whole number from 1 to 200" }]],
			);
		}
	});

	it("in a path or a query is refused", async () => {
		const get = (url: string) => app.inject({ url, headers: { cookie: "admin" } });
		for (const url of [
			`/api/v0/things/${"x".repeat(21)}`,
			`/api/v0/things/${"x".repeat(500)}`,
			"/api/v0/things/%00",
			"/api/v0/things/1?q=%00",
			"/api/v0/things/1?p=1",
			"/api/v0/things/1?q=1&q=2",
		]) {
			const answer = await get(url);
			assert.ok(answer.statusCode === 400 || answer.statusCode === 404, `${url} ${answer.statusCode}`);
			assert.match(
				String(answer.headers["content-type"]),
				/^application\/problem\+json/,
				`${url} ${answer.statusCode} ${answer.body}`,
			);
		}
		for (const url of ["/api/v0/things/%", "/api/v0/things/%ff", "/api/v0/things/%ed%a0%80"]) {
			const answer = await get(url);
			assert.equal(answer.statusCode, 400, `${url} ${answer.statusCode} ${answer.body}`);
			assert.match(String(answer.headers["content-type"]), /json/, `${url} ${answer.statusCode} ${answer.body}`);
		}
	});
});

describe("an answer", () => {
	it("to an unknown address is shaped like its family's", async () => {
		const answers = await Promise.all(
			["/api/v1/nothing", "/api/v0/nothing", "/oauth2/nothing", "/nothing"].map((url) => app.inject({ url })),
		);
		assert.deepEqual(
			answers.map(({ statusCode }) => statusCode),
			[404, 404, 404, 404],
		);
		const [okta, problem, oauth, page] = answers;
		assert.equal(okta?.json().errorCode, "E0000008");
		assert.equal(problem?.json().code, "no_such_path");
		assert.equal(oauth?.json().error, "invalid_request");
		assert.match(page?.body ?? "", /nothing at this address/);
		assert.match(String(page?.headers["content-type"]), /^text\/html/);
	});

	it("to a fault of ours tells nothing but the request id", async () => {
		const answer = await post({ name: "bug" });
		assert.equal(answer.statusCode, 500);
		assert.doesNotMatch(answer.body, /hunter2|TypeError/);
		assert.equal(answer.json().errorId, answer.headers["x-request-id"]);
	});

	it("carries the security headers and no cache, also when it refuses", async () => {
		for (const { headers } of [await app.inject({ url: "/nothing" }), await post({ name: "taken" })]) {
			assert.equal(headers["x-content-type-options"], "nosniff");
			assert.equal(headers["x-frame-options"], "DENY");
			assert.match(String(headers["content-security-policy"]), /default-src 'none'; script-src 'self'; style-src 'self';/);
			assert.equal(headers["cache-control"], "no-store");
			assert.match(String(headers["x-request-id"]), /^req[\w-]{22}$/);
		}
	});

	it("does not take its request id from the caller", async () => {
		const { headers } = await app.inject({ url: "/nothing", headers: { "request-id": "forged", "x-request-id": "forged" } });
		assert.notEqual(headers["x-request-id"], "forged");
	});
});
