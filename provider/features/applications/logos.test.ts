import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { engines } from "#tests/harness/databases.ts";
import { open, PROVIDER, type Server, serve, webApp } from "./applications.harness.ts";

const PNG = Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.from("rest of a picture")]);
const JPEG = Buffer.from("ffd8ffe000104a464946", "hex");
const GIF = Buffer.from("GIF89a...");
const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');

/** Sends one file as a browser's form does. */
const upload = async (
	{ app }: Server,
	id: string,
	bytes: Buffer,
	{ part = "file", name = "logo.png", type = "image/png" } = {},
) => {
	const form = new FormData();
	form.set(part, new Blob([new Uint8Array(bytes)], { type }), name);
	const request = new Request("http://x", { method: "POST", body: form });
	return app.inject({
		method: "POST",
		url: `/api/v1/apps/${id}/logo`,
		headers: { "x-test-actor": "admin", "content-type": request.headers.get("content-type") ?? "" },
		payload: Buffer.from(await request.arrayBuffer()),
	});
};

for (const engine of engines) {
	describe(`logos on ${engine.name}`, () => {
		it("are served to anyone as what their bytes are, for ever, and can do nothing", async (t) => {
			const db = await open(engine, t);
			const server = await serve(db, t);
			const { id } = (await server.call("POST", "/api/v1/apps", webApp())).json();
			for (const [bytes, type] of [
				[PNG, "image/png"],
				[JPEG, "image/jpeg"],
				[GIF, "image/gif"],
			] as const) {
				const answer = await upload(server, id, bytes, { name: "logo.html", type: "text/html" });
				assert.equal(answer.statusCode, 201, answer.body);
				const address = String(answer.headers.location);
				assert.ok(address.startsWith(`${PROVIDER}/logos/${id}/`));
				const logo = await server.call("GET", address, undefined, "nobody");
				assert.equal(logo.statusCode, 200);
				assert.deepEqual(logo.rawPayload, bytes);
				assert.equal(logo.headers["content-type"], type);
				assert.equal(logo.headers["x-content-type-options"], "nosniff");
				assert.equal(logo.headers["content-security-policy"], "default-src 'none'; sandbox");
				assert.equal(logo.headers["cache-control"], "public, max-age=31536000, immutable");
				assert.equal((await server.call("GET", `/api/v1/apps/${id}`)).json()._links.logo[0].href, address);
			}
			const events = await db.selectFrom("system_log").select("event_type").execute();
			assert.equal(events.filter(({ event_type }) => event_type === "application.lifecycle.update").length, 3);
		});

		it("may be drawings, in a sandbox, unless these do something", async (t) => {
			const server = await serve(await open(engine, t), t);
			const { id } = (await server.call("POST", "/api/v1/apps", webApp())).json();
			const drawing = (inside: string, before = "") =>
				Buffer.from(`${before}<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">${inside}</svg>`);
			const still = '<defs><path id="a" d="M0 0h1v1z" style="fill:red"/></defs><use href="#a"/>';
			const made = await upload(server, id, drawing(still, '<?xml version="1.0"?>\n<!-- made by hand -->\n'));
			assert.equal(made.statusCode, 201, made.body);
			const logo = await server.call("GET", String(made.headers.location), undefined, "nobody");
			assert.equal(logo.headers["content-type"], "image/svg+xml");
			assert.equal(logo.headers["x-content-type-options"], "nosniff");
			assert.match(String(logo.headers["content-security-policy"]), /^default-src 'none'; .*; sandbox$/);
			for (const alive of [
				"<script>alert(1)</script>",
				"<svg:script>alert(1)</svg:script>",
				'<path onload="alert(1)"/>',
				"<foreignObject><body/></foreignObject>",
				'<a href="javascript:alert(1)"><path/></a>',
				'<image href="https://evil.example/pixel.png"/>',
				'<use xlink:href="data:image/svg+xml;base64,AAAA"/>',
				'<set attributeName="href" to="x"/>',
				'<animate attributeName="href" values="x"/>',
			]) {
				assert.equal((await upload(server, id, drawing(alive))).statusCode, 400, alive);
			}
			assert.equal((await upload(server, id, drawing("", '<!DOCTYPE svg [<!ENTITY a "b">]>'))).statusCode, 400);
			assert.equal((await upload(server, id, drawing("", "<html>"))).statusCode, 400);
			for (const [inside, encoding] of [
				["<s\u001b(Bcript>alert(1)</s\u001b(Bcript>", ""],
				["", "encoding='iso-2022-jp'"],
				["", 'encoding = "UTF-7"'],
			] as const)
				assert.equal((await upload(server, id, drawing(inside, `<?xml version="1.0" ${encoding}?>`))).statusCode, 400, encoding);
			assert.equal((await upload(server, id, drawing(still, '<?xml version="1.0" encoding="UTF-8"?>'))).statusCode, 201);
		});

		it("are looked at once, however many blanks a drawing has", async (t) => {
			const server = await serve(await open(engine, t), t);
			const { id } = (await server.call("POST", "/api/v1/apps", webApp())).json();
			const blanks = " ".repeat(1_000_000);
			for (const [drawing, status] of [
				[`<svg><a href=${blanks}>`, 201],
				[`<svg><a href="${blanks}#a">`, 201],
				[`<svg><a href="${blanks}https://evil.example">`, 400],
				[`<svg ${blanks}`, 201],
			] as const)
				assert.equal((await upload(server, id, Buffer.from(drawing))).statusCode, status, drawing.trim().slice(0, 20));
		});

		it("change their address with the picture, and go when they are taken away", async (t) => {
			const server = await serve(await open(engine, t), t);
			const { id } = (await server.call("POST", "/api/v1/apps", webApp())).json();
			const first = String((await upload(server, id, PNG)).headers.location);
			const second = String((await upload(server, id, GIF)).headers.location);
			assert.notEqual(first, second);
			assert.equal((await server.call("GET", first)).statusCode, 404);
			assert.equal((await server.call("DELETE", `/api/v1/apps/${id}/logo`)).statusCode, 204);
			assert.equal((await server.call("GET", second)).statusCode, 404);
			assert.deepEqual((await server.call("GET", `/api/v1/apps/${id}`)).json()._links.logo, []);
		});

		it("are refused when they are not pictures, too large, or not there, and the old one stays", async (t) => {
			const db = await open(engine, t);
			const server = await serve(db, t);
			const { id } = (await server.call("POST", "/api/v1/apps", webApp())).json();
			await upload(server, id, PNG);
			const before = await db.selectFrom("application_logos").selectAll().execute();
			const big = (size: number) => Buffer.concat([PNG, Buffer.alloc(size - PNG.length)]);
			const cases = [
				["an SVG named logo.png", await upload(server, id, SVG), 400, /PNG, JPG or GIF/],
				[
					"a page named logo.png",
					await upload(server, id, Buffer.from("<!doctype html><script>alert(1)</script>")),
					400,
					/PNG, JPG or GIF/,
				],
				["an empty file", await upload(server, id, Buffer.alloc(0)), 400, /file/],
				["a cut PNG", await upload(server, id, PNG.subarray(0, 7)), 400, /PNG, JPG or GIF/],
				["1 MB", await upload(server, id, big(1_048_576)), 400, /smaller than 1 MB/],
				["2 MB", await upload(server, id, big(2_097_152)), 413, /too large/],
				["another part", await upload(server, id, PNG, { part: "picture" }), 400, /file/],
				["no such application", await upload(server, "0oaNone", PNG), 404, /AppInstance/],
				["JSON", await server.call("POST", `/api/v1/apps/${id}/logo`, { file: "x" }), 415, /content type/],
				["nothing", await server.call("POST", `/api/v1/apps/${id}/logo`), 415, /content type/],
			] as const;
			for (const [what, answer, status, words] of cases) {
				assert.equal(answer.statusCode, status, `${what}: ${answer.body}`);
				assert.match(answer.body, words, what);
			}
			for (const [type, payload] of [
				["multipart/form-data", "x"],
				["multipart/form-data; boundary=", "x"],
				["multipart/form-data; boundary=b", '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc'],
				["multipart/form-data; boundary=b", "--b--\r\n"],
				["multipart/form-data; boundary=b", '--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nabc\r\n--b--\r\n'],
			] as const) {
				const headers = { "x-test-actor": "admin", "content-type": type };
				const answer = await server.app.inject({ method: "POST", url: `/api/v1/apps/${id}/logo`, headers, payload });
				assert.equal(answer.statusCode, 400, `${type} ${payload}: ${answer.body}`);
			}
			const elsewhere = await server.app.inject({
				method: "POST",
				url: "/api/v1/apps",
				headers: { "x-test-actor": "admin", "content-type": "multipart/form-data; boundary=b" },
				payload: "--b--\r\n",
			});
			assert.equal(elsewhere.statusCode, 415);
			assert.deepEqual(await db.selectFrom("application_logos").selectAll().execute(), before);
		});
	});
}
