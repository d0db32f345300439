import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { exportJWK, generateKeyPair } from "jose";
import { type Answer, type AnsweringServer, startAnswering } from "#tests/misbehaving/answering.ts";
import type { Draft } from "../configurations.ts";
import { DEFAULTS } from "../options.ts";
import { createAsk, type OutboundLimits } from "../outbound.ts";
import type { Check, Finding } from "./check.ts";
import { validate } from "./validation.ts";

const REDIRECT_URI = "http://localhost:7080/oidc/callback";
const SECRET = "s3cret+with %signs";
const WELL_KNOWN = "/.well-known/openid-configuration";

const { publicKey } = await generateKeyPair("RS256");
const KEYS = { keys: [{ ...(await exportJWK(publicKey)), use: "sig", alg: "RS256", kid: "1" }] };

const document = (url: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
	issuer: url,
	authorization_endpoint: `${url}/authorize`,
	token_endpoint: `${url}/token`,
	jwks_uri: `${url}/keys`,
	response_types_supported: ["code"],
	id_token_signing_alg_values_supported: ["RS256"],
	code_challenge_methods_supported: ["S256"],
	scopes_supported: ["openid", "profile", "email"],
	...more,
});

/** Looks at the secret first and at the code second, as RFC 6749 section 4.1.3 has it. */
const MADE_UP: Answer = (request, body, response) => {
	const basic = Buffer.from((request.headers.authorization ?? "").replace("Basic ", ""), "base64").toString();
	const right = basic.endsWith(":s3cret%2Bwith+%25signs") || new URLSearchParams(body).get("client_secret") === SECRET;
	const error = right ? "invalid_grant" : "invalid_client";
	response.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify({ error }));
};
const BACK: Answer = { status: 303, headers: { location: `${REDIRECT_URI}?error=login_required&state=x` } };

type Answers = Readonly<Record<string, Answer>>;

const servers: AnsweringServer[] = [];
after(() => Promise.all(servers.map((server) => server.stop())));

/** A provider that does everything right, but for what `change` says. */
const provider = async (change: (url: string) => Answers = () => ({}), tls = false): Promise<AnsweringServer> => {
	const server = await startAnswering(
		(url) => ({
			[WELL_KNOWN]: { json: document(url) },
			"/keys": { json: KEYS },
			"/token": MADE_UP,
			"/authorize": BACK,
			...change(url),
		}),
		tls,
	);
	servers.push(server);
	return server;
};

const draft = (issuer: string, more: Partial<Draft> = {}): Draft => ({
	...DEFAULTS,
	method: "openid-connect",
	clientId: "platform",
	clientSecret: SECRET,
	issuer,
	...more,
});

const run = (issuer: string, more: Partial<Draft> = {}, limits: OutboundLimits = {}) =>
	validate(draft(issuer, more), { ask: createAsk(limits), redirectUri: REDIRECT_URI });

const check = (checks: readonly Check[], id: string): Check => {
	const found = checks.find((one) => one.id === id);
	assert.ok(found, `no check ${id}`);
	return found;
};

const verdicts = (checks: readonly Check[]): Record<string, Finding["verdict"]> =>
	Object.fromEntries(checks.map(({ id, verdict }) => [id, verdict]));

describe("validation before saving", () => {
	it("everything right is verified, in the order a person would debug", async () => {
		const { url } = await provider();
		const { checks, refused, clientAuthentication } = await run(url);
		const order = ["address", "reached", "document", "issuer", "support", "scopes", "keys", "clock", "credentials", "redirect"];
		assert.deepEqual(verdicts(checks), Object.fromEntries(order.map((id) => [id, "verified"])));
		assert.deepEqual(
			checks.map(({ id }) => id),
			order,
		);
		assert.equal(refused, false);
		assert.equal(clientAuthentication, "client_secret_basic");
	});

	it("a captive portal, which answers everything with a page, proves nothing but that it answers", async () => {
		const portal = { status: 200, headers: { "content-type": "text/html" }, text: "<!doctype html><h1>Accept our terms</h1>" };
		const everywhere = { "/keys": portal, "/token": portal, "/authorize": portal, "/par": portal };
		const { url } = await provider(() => ({ ...everywhere, [WELL_KNOWN]: portal }));
		const proven = ({ checks }: { checks: readonly Check[] }) =>
			checks.filter(({ verdict }) => verdict === "verified").map(({ id }) => id);
		const all = await run(url);
		assert.equal(all.refused, true);
		assert.deepEqual(proven(all), ["address", "reached"]);
		const later = await provider((own) => ({
			...everywhere,
			"/par": { ...portal, status: 201 },
			[WELL_KNOWN]: { json: document(own, { pushed_authorization_request_endpoint: `${own}/par` }) },
		}));
		const half = proven(await run(later.url));
		for (const id of ["keys", "credentials", "redirect"]) assert.ok(!half.includes(id), id);
	});

	it("passwords only: there is nothing to check", async () => {
		assert.deepEqual(await run("", { method: "built-in" }), { checks: [], refused: false });
	});

	for (const [what, issuer] of [
		["nothing", ""],
		["no address", "not an address"],
		["another scheme", "ftp://login.example.com"],
		["http to another machine", "http://login.example.com"],
		["a name and a password", "https://ada:secret@login.example.com"],
		["a query", "https://login.example.com/?tenant=1"],
		["a fragment", "https://login.example.com/#here"],
	] as const) {
		it(`${what} as issuer is refused without asking anybody`, async () => {
			const { checks, refused } = await run(issuer);
			assert.equal(check(checks, "address").verdict, "refused");
			assert.equal(check(checks, "reached").verdict, "could-not-tell");
			assert.equal(refused, true);
		});
	}

	it("a host without a scheme is refused, with the https address offered", async () => {
		const { checks } = await run("login.example.com/realms/one");
		assert.equal(check(checks, "address").suggestion?.value, "https://login.example.com/realms/one");
	});

	it("a pasted discovery address is understood, and the issuer of the document is what gets saved", async () => {
		const { url } = await provider((own) => ({ [WELL_KNOWN]: { json: document(own, { issuer: `${own}/` }) } }));
		const { checks, refused, issuer } = await run(`  ${url}${WELL_KNOWN} `);
		assert.equal(check(checks, "address").verdict, "verified");
		assert.equal(refused, false);
		assert.equal(issuer, `${url}/`);
	});

	for (const [given, stated] of [
		["/", ""],
		["", "/"],
	] as const) {
		it(`a slash ${given ? "too many" : "too few"} is named, and the exact issuer offered`, async () => {
			const { url } = await provider((own) => ({ [WELL_KNOWN]: { json: document(own, { issuer: own + stated }) } }));
			const { checks, refused } = await run(url + given);
			const { verdict, message, expected, actual, suggestion } = check(checks, "issuer");
			assert.equal(verdict, "refused");
			assert.match(message, /slash/);
			assert.deepEqual([expected, actual, suggestion?.value], [url + stated, url + given, url + stated]);
			assert.equal(check(checks, "credentials").verdict, "could-not-tell", "no secret is sent before the issuer holds");
			assert.equal(refused, true);
			assert.equal((await run(suggestion?.value ?? "")).refused, false);
		});
	}

	it("another issuer is refused, and no secret is sent to its endpoints", async () => {
		const server = await provider((own) => ({ [WELL_KNOWN]: { json: document(own, { issuer: "https://elsewhere.example" }) } }));
		const { checks } = await run(server.url);
		assert.equal(check(checks, "issuer").verdict, "refused");
		assert.ok(!server.asked.includes("POST /token"));
	});

	it("a provider that is stopped is refused with the reason", async () => {
		const { url, stop } = await provider();
		await stop();
		const { checks, refused } = await run(url);
		assert.match(check(checks, "reached").message, /nothing listens/);
		assert.equal(refused, true);
	});

	it("a name that does not exist is said to be unknown", async () => {
		const { checks } = await run("https://no-such-host.invalid");
		assert.match(check(checks, "reached").message, /no-such-host\.invalid .*(not known|could not be looked up)/);
	});

	it("a self-signed certificate is named as such", async () => {
		const { url } = await provider(undefined, true);
		const { checks } = await run(url);
		assert.equal(check(checks, "reached").verdict, "refused");
		assert.match(check(checks, "reached").message, /self-signed.*NODE_EXTRA_CA_CERTS/);
	});

	it("plain HTTP at an https address is named as such", async () => {
		const { url } = await provider();
		assert.match(check((await run(url.replace("http:", "https:"))).checks, "reached").message, /does not speak TLS/);
	});

	it("a provider that is too slow is refused within the time limit", async () => {
		const { url } = await provider(() => ({ [WELL_KNOWN]: () => undefined }));
		assert.match(check((await run(url, {}, { time: 200 })).checks, "reached").message, /did not answer within 0\.2 seconds/);
	});

	it("an endless answer is cut off", async () => {
		const { url } = await provider(() => ({ [WELL_KNOWN]: { text: "x".repeat(1_100_000) } }));
		assert.match(check((await run(url)).checks, "reached").message, /larger than 1024 kB/);
	});

	it("a redirect is named and not followed", async () => {
		const server = await provider(() => ({ [WELL_KNOWN]: { status: 302, headers: { location: "/elsewhere" } } }));
		const { actual, verdict } = check((await run(server.url)).checks, "reached");
		assert.deepEqual([verdict, actual], ["refused", `a redirect to ${server.url}/elsewhere`]);
		assert.ok(!server.asked.includes("GET /elsewhere"));
	});

	for (const [what, answer] of [
		["a web page", { text: "<!doctype html><title>Welcome</title>" }],
		["a list", { json: [] }],
		[
			"a document without a token endpoint",
			{ json: { issuer: "x", authorization_endpoint: "https://x/", jwks_uri: "https://x/" } },
		],
		["null", { text: "null" }],
	] as const) {
		it(`${what} is no discovery document`, async () => {
			const { url } = await provider(() => ({ [WELL_KNOWN]: answer }));
			assert.equal(check((await run(url)).checks, "document").verdict, "refused");
		});
	}

	it("an endpoint that is not https is refused", async () => {
		const { url } = await provider((own) => ({
			[WELL_KNOWN]: { json: document(own, { token_endpoint: "http://login.example.com/token" }) },
		}));
		assert.match(check((await run(url)).checks, "document").message, /token_endpoint/);
	});

	for (const [member, value] of [
		["response_types_supported", ["id_token"]],
		["grant_types_supported", ["client_credentials"]],
		["code_challenge_methods_supported", ["plain"]],
		["id_token_signing_alg_values_supported", ["HS256", "none"]],
		["token_endpoint_auth_methods_supported", ["private_key_jwt"]],
		["response_types_supported", "code"],
	] as const) {
		it(`${member} ${JSON.stringify(value)} does not do`, async () => {
			const { url } = await provider((own) => ({ [WELL_KNOWN]: { json: document(own, { [member]: value }) } }));
			assert.equal(check((await run(url)).checks, "support").verdict, "refused");
		});
	}

	it("a provider that does not mention PKCE is not held against it", async () => {
		const { url } = await provider((own) => ({
			[WELL_KNOWN]: { json: document(own, { code_challenge_methods_supported: undefined }) },
		}));
		const { checks, refused } = await run(url);
		assert.equal(check(checks, "support").verdict, "could-not-tell");
		assert.equal(refused, false);
	});

	it("a scope that the provider does not list stops nothing; one that cannot be a scope does", async () => {
		const { url } = await provider();
		assert.equal(check((await run(url, { additionalScopes: ["groups"] })).checks, "scopes").verdict, "could-not-tell");
		assert.equal(check((await run(url, { additionalScopes: ['gr"oups'] })).checks, "scopes").verdict, "refused");
	});

	for (const [what, answer] of [
		["not there", { status: 404 }],
		["no key set", { json: { keys: "none" } }],
		["only keys for encryption", { json: { keys: [{ ...KEYS.keys[0], use: "enc" }] } }],
		["only broken keys", { json: { keys: [{ kty: "EC", use: "sig", crv: "P-256", x: "AAAA", y: "AAAA" }, null] } }],
	] as const) {
		it(`keys that are ${what} are refused`, async () => {
			const { url } = await provider(() => ({ "/keys": answer }));
			assert.equal(check((await run(url)).checks, "keys").verdict, "refused");
		});
	}

	for (const [seconds, verdict] of [
		[0, "verified"],
		[-25, "verified"],
		[90, "could-not-tell"],
		[-200, "could-not-tell"],
		[400, "refused"],
		[-3600, "refused"],
	] as const) {
		it(`a clock ${seconds} s off: ${verdict}`, async () => {
			const { url } = await provider((own) => ({
				[WELL_KNOWN]: (_request, _body, response) => {
					const date = new Date(Date.now() + seconds * 1000).toUTCString();
					response.writeHead(200, { "content-type": "application/json", date }).end(JSON.stringify(document(own)));
				},
			}));
			assert.equal(check((await run(url)).checks, "clock").verdict, verdict);
		});
	}

	it("a missing ID or secret is named at its own field", async () => {
		const { url } = await provider();
		assert.equal(check((await run(url, { clientId: "" })).checks, "credentials").field, "clientId");
		assert.equal(check((await run(url, { clientSecret: "" })).checks, "credentials").field, "clientSecret");
	});

	it("id and secret go form-encoded into Basic, with a made-up code and the real redirect URI only", async () => {
		const bodies: string[] = [];
		const { url } = await provider(() => ({
			"/token": (request, body, response) => {
				bodies.push(body);
				const right = Buffer.from("platform:s3cret%2Bwith+%25signs").toString("base64");
				const error = request.headers.authorization === `Basic ${right}` ? "invalid_grant" : "invalid_client";
				response.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify({ error }));
			},
		}));
		assert.equal(check((await run(url)).checks, "credentials").verdict, "verified");
		assert.deepEqual([...new Set(bodies.map((body) => new URLSearchParams(body).get("redirect_uri")))], [REDIRECT_URI]);
	});

	it("a provider that takes any secret until it has seen the code is not taken for one that verified it", async () => {
		const { url } = await provider(() => ({ "/token": { status: 400, json: { error: "invalid_grant" } } }));
		const { checks, refused } = await run(url);
		assert.deepEqual([check(checks, "credentials").verdict, refused], ["could-not-tell", false]);
		assert.match(check(checks, "credentials").message, /it looks at the code first/);
	});

	it("a client registered for client_secret_post is found out, and remembered", async () => {
		const { url } = await provider(() => ({
			"/token": (_request, body, response) => {
				const error = new URLSearchParams(body).get("client_secret") === SECRET ? "invalid_grant" : "invalid_client";
				response.writeHead(401, { "content-type": "application/json" }).end(JSON.stringify({ error }));
			},
		}));
		const { refused, clientAuthentication } = await run(url);
		assert.deepEqual([refused, clientAuthentication], [false, "client_secret_post"]);
	});

	it("a wrong secret is refused beside its field, and is not repeated, whatever the provider repeats", async () => {
		const { url } = await provider(() => ({
			"/token": {
				status: 401,
				json: { error: "invalid_client", error_description: `wrong: ${SECRET} ${encodeURIComponent(SECRET)}` },
			},
		}));
		const { checks, refused } = await run(url);
		assert.deepEqual(
			[check(checks, "credentials").verdict, check(checks, "credentials").field, refused],
			["refused", "clientSecret", true],
		);
		assert.ok(!JSON.stringify(checks).includes("s3cret"));
	});

	it("Entra ID's made-up code proves nothing, so the secret is proven without a code", async () => {
		for (const [answer, verdict] of [
			[{ status: 401, json: { error: "invalid_client", error_codes: [7000215] } }, "refused"],
			[{ status: 200, json: { access_token: "x", token_type: "Bearer" } }, "verified"],
		] as const) {
			const { url } = await provider(() => ({
				"/token": (_request, body, response) => {
					const codeless = body.includes("client_credentials");
					const { status, json } = codeless ? answer : { status: 400, json: { error: "invalid_grant", error_codes: [9002313] } };
					response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
				},
			}));
			assert.equal(check((await run(url)).checks, "credentials").verdict, verdict);
		}
	});

	it("an answer that does not tell stops nothing", async () => {
		const { url } = await provider(() => ({ "/token": { status: 401, text: "" } }));
		const { checks, refused } = await run(url);
		assert.deepEqual([check(checks, "credentials").verdict, refused], ["could-not-tell", false]);
	});

	const REDIRECTS: readonly [string, Answer, Finding["verdict"]][] = [
		["an error at the redirect URI", BACK, "verified"],
		["Keycloak's page", { status: 400, text: "<p>Invalid parameter: redirect_uri</p>" }, "refused"],
		[
			"Dex's page",
			{ status: 400, text: "Unregistered redirect_uri (&#34;http://localhost:7080/oidc/callback&#34;)." },
			"refused",
		],
		["Entra ID's page", { status: 200, text: "<p>AADSTS50011: The redirect URI does not match</p>" }, "refused"],
		[
			"Google's page",
			{
				status: 302,
				headers: {
					location: `/error?authError=${encodeURIComponent(Buffer.from("\u0001redirect_uri_mismatch").toString("base64"))}`,
				},
			},
			"refused",
		],
		[
			"a login page",
			{ status: 200, text: '<form action="/login?redirect_uri=http%3A%2F%2Flocalhost">Sign in</form>' },
			"could-not-tell",
		],
		["a redirect to a login page", { status: 302, headers: { location: "/login" } }, "could-not-tell"],
		[
			"a page of another error that repeats the request",
			{ status: 400, text: "unknown client: ?client_id=x&redirect_uri=http://x" },
			"could-not-tell",
		],
		["trouble", { status: 503 }, "could-not-tell"],
		[
			"a redirect URI of the same beginning",
			{ status: 303, headers: { location: `${REDIRECT_URI}s?error=login_required` } },
			"could-not-tell",
		],
	];
	for (const [what, answer, verdict] of REDIRECTS) {
		it(`${what} instead of a sign-in: ${verdict}`, async () => {
			const { url } = await provider(() => ({ "/authorize": answer }));
			assert.equal(check((await run(url)).checks, "redirect").verdict, verdict);
		});
	}

	for (const piece of ["<", "<script", "redirect_uri=", "application "]) {
		it(`a page of nothing but ${JSON.stringify(piece)} holds nobody up`, async () => {
			const text = piece.repeat(Math.floor(1_000_000 / piece.length));
			const { url } = await provider(() => ({ "/authorize": { status: 400, text } }));
			assert.equal(check((await run(url)).checks, "redirect").verdict, "could-not-tell");
		});
	}

	it("a refused redirect URI says what to register", async () => {
		const { url } = await provider(() => ({ "/authorize": { status: 400, text: "redirect_uri is not registered" } }));
		const { expected, field } = check((await run(url)).checks, "redirect");
		assert.deepEqual([expected, field], [REDIRECT_URI, "redirectUri"]);
	});

	for (const [what, answer, verdict] of [
		["accepted", { status: 201, json: { request_uri: "urn:x", expires_in: 60 } }, "verified"],
		["refused for its redirect URI", { status: 400, json: { error: "invalid_redirect_uri" } }, "refused"],
		["refused for something else", { status: 400, json: { error: "invalid_request", error_description: "no" } }, "verified"],
	] as const) {
		it(`a pushed authorization request ${what}: ${verdict}`, async () => {
			const { url } = await provider((own) => ({
				[WELL_KNOWN]: { json: document(own, { pushed_authorization_request_endpoint: `${own}/par` }) },
				"/par": answer,
			}));
			assert.equal(check((await run(url)).checks, "redirect").verdict, verdict);
		});
	}

	it("scopes that the provider refuses are refused at their own field", async () => {
		const location = `${REDIRECT_URI}?error=invalid_scope&error_description=Unknown+scope+groups`;
		const { url } = await provider(() => ({ "/authorize": { status: 303, headers: { location } } }));
		const { verdict, field } = check((await run(url, { additionalScopes: ["groups"] })).checks, "redirect");
		assert.deepEqual([verdict, field], ["refused", "additionalScopes"]);
	});
});
