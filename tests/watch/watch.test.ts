import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createAgent } from "../harness/agent.ts";
import type { Received } from "./collector.ts";
import { readSamples, type Samples, scrape } from "./scrape.ts";
import { alertExpressions, dashboardExpressions } from "./shipped.ts";
import { startWatched, type Watched } from "./watched.ts";

/** Milliseconds. */
const PATIENCE = 60_000;

const eventually = async (holds: () => boolean | Promise<boolean>, what: string): Promise<void> => {
	for (const end = Date.now() + PATIENCE; Date.now() < end; await sleep(100)) if (await holds()) return;
	assert.fail(what);
};

const sampleOf = (samples: Samples, series: string): number => samples.get(series) ?? 0;

describe("two workers of each half, watched while a person signs in", { timeout: 300_000 }, () => {
	let watched: Watched;
	let earlierOn: { readonly provider: Samples; readonly platform: Samples };
	let inTheEnd: { readonly provider: Samples; readonly platform: Samples };
	const scraped: string[] = [];

	const scrapeBoth = async () => {
		const { providerUrl, platformUrl } = watched.halves;
		const [provider, platform] = await Promise.all([scrape(providerUrl), scrape(platformUrl)]);
		scraped.push(provider, platform);
		return { provider: readSamples(provider), platform: readSamples(platform) };
	};

	before(async () => {
		watched = await startWatched();
		const { providerUrl, platformUrl } = watched.halves;
		earlierOn = await scrapeBoth();
		const agent = createAgent();
		const { login, password } = watched.person;
		const form = await agent.open(`${platformUrl}/oidc/login`);
		const again = await agent.submit(form, { login, password: "wrong-but-secret-password" });
		watched.secrets.add("wrong-but-secret-password");
		const callback = await agent.submitUntil(again, { login, password }, `${platformUrl}/oidc/callback`);
		for (const name of ["code", "state"]) watched.secrets.add(new URL(callback).searchParams.get(name) ?? "");
		const home = await agent.open(callback);
		assert.equal(home.status, 200);
		const token = await agent.open(`${platformUrl}/api/v0/users/me/oidc-access-token`);
		watched.secrets.add((JSON.parse(token.text) as { accessToken: string }).accessToken);
		for (const name of ["signet_provider_session", "signet_platform_session"]) watched.secrets.add(agent.cookie(name) ?? "");
		assert.equal(watched.secrets.has(""), false);
		const used = await agent.open(callback);
		assert.ok(used.status < 500);
		await agent.open(`${providerUrl}/activate/a-secret-link-in-a-path`);
		await agent.open(`${providerUrl}/oauth2/v1/token?secret=in-a-query`, {
			method: "POST",
			body: "grant_type=refresh_token&refresh_token=a-refresh-token-of-nobody&client_id=made-up-client",
		});
		for (const secret of ["a-secret-link-in-a-path", "in-a-query", "a-refresh-token-of-nobody"]) watched.secrets.add(secret);
		// What nobody waits for is written.
		await eventually(async () => {
			inTheEnd = await scrapeBoth();
			return (
				moved("provider", 'signet_tokens_issued_total{kind="refresh_token",grant="authorization_code"}') > 0 &&
				[inTheEnd.provider, inTheEnd.platform].every((half) => half.get("signet_workers") === 2)
			);
		}, "the tokens were not counted");
	});
	after(() => watched?.stop());

	const moved = (half: "provider" | "platform", series: string) =>
		sampleOf(inTheEnd[half], series) - sampleOf(earlierOn[half], series);

	it("is told of sign-ins by how they ended, of refusals by their code, and of tokens by kind, whichever worker did it", () => {
		assert.equal(moved("provider", 'signet_sign_ins_total{method="password",outcome="success"}'), 1);
		assert.equal(moved("provider", 'signet_sign_ins_total{method="password",outcome="failure"}'), 1);
		assert.equal(moved("provider", 'signet_refusals_total{reason="credentials_refused"}'), 1);
		assert.equal(moved("provider", 'signet_refusals_total{reason="invalid_client"}'), 1);
		for (const kind of ["access_token", "id_token", "refresh_token"])
			assert.equal(moved("provider", `signet_tokens_issued_total{kind="${kind}",grant="authorization_code"}`), 1, kind);
		assert.equal(moved("provider", 'signet_tokens_issued_total{kind="authorization_code",grant="authorization_code"}'), 1);
		assert.equal(moved("platform", 'signet_sign_ins_total{method="openid_connect",outcome="success"}'), 1);
	});

	it("is told of requests by route, also of those that the protocol engine answers", () => {
		const token = 'route="/oauth2/v1/token",method="POST"';
		assert.equal(moved("provider", `signet_http_requests_total{${token},status="2xx"}`), 1);
		assert.equal(moved("provider", `signet_http_request_duration_seconds_count{${token}}`), 2);
		assert.equal(moved("provider", `signet_http_request_duration_seconds_bucket{${token},le="+Inf"}`), 2);
		assert.equal(moved("platform", 'signet_http_requests_total{route="/oidc/callback",method="GET",status="3xx"}') > 0, true);
	});

	it("is told of the database, password hashes, queues, the event loop, memory, and the release", () => {
		assert.ok(moved("provider", 'signet_database_seconds_count{engine="sqlite",kind="select"}') > 0);
		assert.ok(moved("provider", 'signet_database_seconds_count{engine="sqlite",kind="commit"}') > 0);
		assert.equal(moved("provider", "signet_password_hash_seconds_count"), 2);
		const { provider, platform } = inTheEnd;
		for (const half of [provider, platform]) {
			assert.equal(sampleOf(half, "signet_workers"), 2);
			assert.equal(sampleOf(half, "signet_database_up"), 1);
			assert.ok(half.has('signet_event_loop_delay_seconds{at="p99"}'));
			assert.ok(sampleOf(half, "process_resident_memory_bytes") > 0);
			assert.ok([...half.keys()].some((series) => series.startsWith('signet_build_info{version="')));
		}
		assert.equal(provider.get('signet_queue_length{queue="group_rules"}'), 0);
		assert.equal(provider.get('signet_queue_length{queue="imports"}'), 0);
	});

	it("prints every metric that the dashboard and the alert rules of ops/ ask for", () => {
		const printed = new Set(scraped.slice(-2).flatMap((text) => [...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name)));
		const known = (name: string) => printed.has(name) || printed.has(name.replace(/_(?:bucket|sum|count)$/, ""));
		for (const asking of [alertExpressions(), dashboardExpressions()]) {
			const names = asking.flatMap((expression) => expression.match(/\b(?:signet|process|nodejs)_[a-z0-9_]+\b/g) ?? []);
			assert.ok(names.length > 10);
			assert.deepEqual(
				names.filter((name) => !known(name)),
				[],
			);
		}
	});

	it("finds both halves in one trace, the token request below the callback that sent it, statements below both", async () => {
		const { spans } = watched.collector;
		const named = (service: string, name: string) => spans.filter((span) => span.service === service && span.name === name);
		const tokenBelow = (service: string, above: Received | undefined) =>
			named(service, "POST /oauth2/v1/token").find(({ parentSpanId }) => above && parentSpanId === above.spanId);
		const chain = () => {
			const callback = named("signet-platform", "GET /oidc/callback").find((span) => tokenBelow("signet-platform", span));
			return { callback, taken: tokenBelow("signet-provider", tokenBelow("signet-platform", callback)) };
		};
		await eventually(() => chain().taken !== undefined, "the spans did not come");
		const { callback, taken } = chain();
		assert.equal(taken?.traceId, callback?.traceId);
		assert.equal(taken?.attributes["http.response.status_code"], "200");
		assert.ok(BigInt(taken?.endTimeUnixNano ?? 0) > BigInt(taken?.startTimeUnixNano ?? 0));
		const below = (span: Received | undefined) => spans.filter(({ parentSpanId }) => parentSpanId === span?.spanId);
		await eventually(
			() => below(taken).some(({ name }) => name === "select engine_records"),
			"no statement below the token request",
		);
		assert.ok(below(callback).some(({ name }) => name.startsWith("insert ") || name.startsWith("select ")));
	});

	it("finds every line of a request's log under its id and its trace", async () => {
		const answer = await fetch(`${watched.halves.providerUrl}/oauth2/v1/userinfo`, {
			headers: { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" },
		});
		const id = answer.headers.get("x-request-id") ?? "";
		const linesOf = () =>
			watched
				.log()
				.split("\n")
				.filter((line) => line.includes(id))
				.map((line) => JSON.parse(line) as Record<string, unknown>);
		await eventually(() => linesOf().length > 0, "nothing was logged");
		for (const line of linesOf()) {
			assert.equal(line["id"], id);
			assert.equal(line["trace"], "0af7651916cd43dd8448eb211c80319c");
			assert.equal(line["route"], "/oauth2/v1/userinfo");
		}
	});

	it("counts on when a worker was killed: nothing goes backwards", async () => {
		const { halves } = watched;
		const [first] = halves.workers("platform");
		const earlier = (await scrapeBoth()).platform;
		process.kill(first ?? 0, "SIGKILL");
		await eventually(async () => {
			const samples = await scrape(halves.platformUrl).then(readSamples, () => undefined);
			return samples?.get("signet_workers") === 2 && !halves.workers("platform").includes(first ?? 0);
		}, "no other worker came");
		const later = (await scrapeBoth()).platform;
		for (const [series, value] of earlier)
			if (/^(?:signet_\w+_total|signet_\w+_count|signet_\w+_bucket)\b/.test(series))
				assert.ok(sampleOf(later, series) >= value, series);
	});

	it("grows by no series however many paths, methods, tokens and applications somebody makes up", async () => {
		const { providerUrl, platformUrl } = watched.halves;
		const flood = async (round: number) => {
			for (const url of [providerUrl, platformUrl]) {
				for (const path of ["", "oauth2/v1/", "oauth2/made-up-", "api/v1/users/", "api/v0/", "console-assets/", "activate/", "%"])
					for (const method of ["GET", "POST", "PROPFIND"])
						await fetch(`${url}/${path}${round}x`, { method, redirect: "manual" }).then((answer) => answer.body?.cancel());
				await fetch(`${url}/oauth2/v1/token`, {
					method: "POST",
					body: new URLSearchParams({ grant_type: `g${round}`, client_id: `c${round}` }),
				});
			}
		};
		await flood(0);
		await flood(1);
		const earlier = await scrapeBoth();
		for (let round = 2; round < 12; round++) await flood(round);
		const later = await scrapeBoth();
		for (const half of ["provider", "platform"] as const) {
			const fresh = [...later[half].keys()].filter((series) => series.startsWith("signet_") && !earlier[half].has(series));
			assert.deepEqual(fresh, []);
		}
	});

	it("leaves no secret in any metric, log line or span, and no person or application in metrics and spans", async () => {
		const { person, clientId, secrets, collector } = watched;
		await sleep(2_500);
		const everything = { metrics: scraped.join(""), log: watched.log(), spans: collector.raw() };
		assert.ok(everything.log.includes("/oidc/callback") && everything.spans.includes("/oidc/callback"));
		for (const [where, text] of Object.entries(everything)) {
			for (const secret of secrets) {
				for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")])
					assert.equal(text.includes(form), false, `${where} hold ${secret}`);
			}
		}
		for (const name of [person.id, person.login, clientId, "Mallory"]) {
			assert.equal(everything.metrics.includes(name), false, name);
			assert.equal(everything.spans.includes(name), false, name);
		}
	});

	describe("somebody who asks for /metrics", () => {
		const statusOf = async (headers: Record<string, string>, half = watched.halves.providerUrl) => {
			const page = await createAgent().open(`${half}/metrics`, { headers });
			if (page.status !== 200) assert.doesNotMatch(page.text, /signet_|process_cpu/);
			return page.status;
		};

		it("reads it on this machine, or with the token through any proxy", async () => {
			const token = { authorization: `Bearer ${watched.metricsToken}` };
			for (const half of [watched.halves.providerUrl, watched.halves.platformUrl]) {
				assert.equal(await statusOf({}, half), 200);
				assert.equal(await statusOf(token, half), 200);
				assert.equal(await statusOf({ ...token, "x-forwarded-for": "203.0.113.9", host: "id.example.com" }, half), 200);
			}
		});

		for (const [who, headers] of [
			["comes through a proxy on this machine", { "x-forwarded-for": "203.0.113.9" }],
			["says to be this machine behind a proxy", { "x-forwarded-for": "127.0.0.1" }],
			["comes through a proxy that speaks RFC 7239", { forwarded: "for=127.0.0.1" }],
			["comes through a proxy that names only itself", { via: "1.1 proxy" }],
			["comes through a proxy that names the address alone", { "x-real-ip": "127.0.0.1" }],
			["comes through a proxy that names only the scheme", { "x-forwarded-proto": "https" }],
			["has a page whose name leads to this machine", { host: "evil.example:7081" }],
			["comes through a proxy that keeps the host", { host: "id.example.com" }],
			["guesses the token", { authorization: `Bearer ${"x".repeat(64)}` }],
			["brings another kind of credential", { authorization: "SSWS abc" }],
			["brings an empty token", { authorization: "Bearer " }],
		] as const) {
			it(`finds nothing there who ${who}`, async () => {
				assert.equal(await statusOf(headers), 404);
				assert.equal(await statusOf(headers, watched.halves.platformUrl), 404);
			});
		}
	});
});
