import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, it } from "node:test";
import { Fault } from "#common/faults/fault.ts";
import { pagesOf } from "../../provider/features/import/lists.ts";
import { openSource, type Source } from "../../provider/features/import/source.ts";
import { TOKEN } from "./fake-okta.ts";

const closers: (() => void)[] = [];
afterEach(() => {
	for (const close of closers.splice(0)) close();
});

/** A server that answers as `listener` does; what it was asked with is kept. */
const serve = async (listener: RequestListener): Promise<{ url: URL; tokens: (string | undefined)[] }> => {
	const tokens: (string | undefined)[] = [];
	const server = createServer((request, response) => {
		tokens.push(request.headers.authorization);
		listener(request, response);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	closers.push(() => {
		server.close();
		server.closeAllConnections();
	});
	return { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), tokens };
};

const waits: { milliseconds: number; why: string }[] = [];
const open = (url: URL): Source =>
	openSource({ url, token: TOKEN, onWait: (milliseconds, why) => waits.push({ milliseconds, why }) });

const readAll = async (source: Source): Promise<unknown[]> => {
	const items: unknown[] = [];
	for await (const page of pagesOf(source, "/api/v1/users?limit=2")) items.push(...page.items);
	return items;
};

/** The sentence with which `work` is refused. It never holds the token. */
const refusal = async (work: Promise<unknown>): Promise<string> => {
	try {
		await work;
	} catch (thrown) {
		assert.ok(thrown instanceof Fault, String(thrown));
		assert.doesNotMatch(thrown.description, new RegExp(TOKEN));
		return thrown.description;
	}
	assert.fail("It was not refused.");
};

const json = { "content-type": "application/json" };

describe("what an import reads from", () => {
	it("is waited for until its rate limit is fresh, by its own clock", async () => {
		let calls = 0;
		const { url } = await serve((_, response) => {
			if (calls++ > 0) return response.writeHead(200, json).end("[]");
			// This server's clock is an hour behind.
			const clock = Date.now() - 3_600_000;
			const headers = { date: new Date(clock).toUTCString(), "x-rate-limit-reset": String(Math.ceil(clock / 1000) + 1) };
			response.writeHead(429, { ...json, ...headers }).end('{"errorCode":"E0000047"}');
		});
		assert.deepEqual(await readAll(open(url)), []);
		const { milliseconds = 0, why = "" } = waits.at(-1) ?? {};
		assert.match(why, /429/);
		assert.ok(milliseconds >= 1_000 && milliseconds <= 4_000, `it waited ${milliseconds} ms`);
	});

	it("is asked again where a page fails twice", async () => {
		let calls = 0;
		const { url } = await serve((_, response) => {
			if (calls++ === 0) return response.writeHead(503).end("down");
			if (calls === 2) return response.socket?.destroy();
			response.writeHead(200, json).end('[{"id":"1"}]');
		});
		assert.deepEqual(await readAll(open(url)), [{ id: "1" }]);
	});

	it("may lead from a full last page to an empty one", async () => {
		const { url } = await serve(({ url: path = "" }, response) => {
			const more = !path.includes("after");
			const link = more ? { link: `<${url.origin}/api/v1/users?after=2>; rel="next"` } : {};
			response.writeHead(200, { ...json, ...link }).end(more ? '[{"id":"1"}]' : "[]");
		});
		assert.equal((await readAll(open(url))).length, 1);
	});

	it("may not lead round in a circle", async () => {
		const { url } = await serve((_, response) => {
			response.writeHead(200, { ...json, link: `<${url.origin}/api/v1/users?after=same>; rel="next"` }).end('[{"id":"1"}]');
		});
		assert.match(await refusal(readAll(open(url))), /has no end/);
	});

	it("may not answer without end", async () => {
		const { url } = await serve((_, response) => {
			response.writeHead(200, json);
			const megabyte = " ".repeat(1024 * 1024);
			const more = () => {
				while (response.writable && response.write(megabyte));
			};
			response.on("drain", more);
			more();
		});
		assert.match(await refusal(readAll(open(url))), /more than 32 MB/);
	});

	it("may not answer a list with something else", async () => {
		const { url } = await serve((_, response) => response.writeHead(200, json).end('{"no":"list"}'));
		assert.match(await refusal(readAll(open(url))), /no list/);
	});

	it("may not bring the token into a message", async () => {
		const { url } = await serve(({ headers }, response) =>
			response.writeHead(403, json).end(JSON.stringify({ errorSummary: `You sent\n${headers.authorization}\u001b[2J` })),
		);
		const sentence = await refusal(readAll(open(url)));
		assert.match(sentence, /403/);
		assert.doesNotMatch(sentence, /\p{Cc}/u);
	});

	it("is told apart from one that does not accept the token", async () => {
		const { url } = await serve((_, response) => response.writeHead(401, json).end("{}"));
		assert.match(await refusal(readAll(open(url))), /does not accept the token/);
	});

	for (const [what, answer] of [
		["a redirect", (there: string) => ({ status: 302, headers: { location: `${there}/api/v1/users` } })],
		["a permanent redirect", (there: string) => ({ status: 308, headers: { location: `${there}/api/v1/users` } })],
		["the next page", (there: string) => ({ status: 200, headers: { link: `<${there}/api/v1/users?after=1>; rel="next"` } })],
		[
			"the next page without a scheme",
			(there: string) => ({ status: 200, headers: { link: `<${there.slice(5)}/x>; rel="next"` } }),
		],
	] as const) {
		it(`does not get the token sent elsewhere by ${what}`, async () => {
			const other = await serve((_, response) => response.writeHead(200, json).end("[]"));
			const { status, headers } = answer(other.url.origin);
			const { url } = await serve((_, response) => response.writeHead(status, { ...json, ...headers }).end('[{"id":"1"}]'));
			assert.match(await refusal(readAll(open(url))), /token is (for|not sent)/);
			assert.deepEqual(other.tokens, []);
		});
	}
});
