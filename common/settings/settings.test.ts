import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { listenOf } from "./half.ts";
import { readSettings, SettingsError } from "./settings.ts";

const folder = mkdtempSync(join(tmpdir(), "signet-settings-"));
after(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string): string => {
	const path = join(folder, name);
	writeFileSync(path, text);
	return path;
};

const faultsOf = (environment: Record<string, string>): readonly string[] => {
	try {
		readSettings(environment);
		return [];
	} catch (thrown) {
		assert.ok(thrown instanceof SettingsError);
		return thrown.faults;
	}
};

const SECRET = "correct-horse-battery-staple-and-more";

describe("the settings", () => {
	it("need nothing to be set", () => {
		const settings = readSettings({ PATH: "/usr/bin" });
		assert.equal(settings.SIGNET_PROVIDER_URL.origin, "http://localhost:7081");
		assert.equal(settings.SIGNET_PLATFORM_URL.origin, "http://localhost:7080");
		assert.equal(settings.SIGNET_LOG_LEVEL, "info");
		assert.ok(Object.isFrozen(settings));
	});

	it("are reported with all their faults at once", () => {
		const faults = faultsOf({
			SIGNET_LOG_LEVEL: "loud",
			SIGNET_PROVIDER_URL: "ftp://id.example.com",
			SIGNET_PLATFORM_URL: "https://platform.example.com/path",
			SIGNET_PROVIDER_LISTEN: "70000",
			SIGNET_TRUST_PROXY: "everyone",
			SIGNET_DATABASE_URL: "mysql://db",
			SIGNET_ADMIN_EMAIL: "nobody",
			SIGNET_SECRET: "short",
		});
		const named = [
			"LOG_LEVEL",
			"PROVIDER_URL",
			"PLATFORM_URL",
			"PROVIDER_LISTEN",
			"TRUST_PROXY",
			"DATABASE_URL",
			"ADMIN_EMAIL",
			"SECRET",
		];
		for (const name of named)
			assert.ok(
				faults.some((fault) => fault.startsWith(`SIGNET_${name} `)),
				name,
			);
	});

	it("let this machine read what is counted, or others that are named, and never everybody", () => {
		assert.deepEqual(readSettings({}).SIGNET_METRICS_ALLOW, ["127.0.0.0/8", "::1"]);
		assert.deepEqual(readSettings({ SIGNET_METRICS_ALLOW: "none" }).SIGNET_METRICS_ALLOW, []);
		assert.deepEqual(readSettings({ SIGNET_METRICS_ALLOW: "10.0.0.0/8, ::1" }).SIGNET_METRICS_ALLOW, ["10.0.0.0/8", "::1"]);
		for (const wrong of ["0.0.0.0/0", "::/0", "everyone"])
			assert.match(faultsOf({ SIGNET_METRICS_ALLOW: wrong }).join(), /^SIGNET_METRICS_ALLOW must/);
		assert.match(faultsOf({ SIGNET_METRICS_TOKEN: "short" }).join(), /^SIGNET_METRICS_TOKEN must be at least 32/);
		assert.equal(faultsOf({ SIGNET_METRICS_TOKEN_FILE: file("metrics-token", "x".repeat(32)) }).length, 0);
	});

	it("refuse an unknown name and say which one may be meant", () => {
		assert.deepEqual(faultsOf({ SIGNET_DATABSE_URL: "x" }), [
			"SIGNET_DATABSE_URL is not a setting. Did you mean SIGNET_DATABASE_URL?",
		]);
		assert.deepEqual(faultsOf({ SIGNET_COLOUR: "x" }), ["SIGNET_COLOUR is not a setting."]);
		assert.deepEqual(faultsOf({ SIGNET_LOG_LEVEL_FILE: "x" }).length, 1, "only secrets have a file");
	});

	it("read a secret from the file that its twin names, without the line's end", () => {
		assert.equal(readSettings({ SIGNET_SECRET_FILE: file("secret", `${SECRET}\n`) }).SIGNET_SECRET, SECRET);
	});

	it("refuse a secret given twice, and a file that is not there", () => {
		assert.match(faultsOf({ SIGNET_SECRET: SECRET, SIGNET_SECRET_FILE: file("twice", SECRET) }).join(), /use one/);
		assert.match(faultsOf({ SIGNET_SECRET_FILE: join(folder, "missing") }).join(), /SIGNET_SECRET_FILE names/);
	});

	it("count an empty value as unset", () => {
		assert.equal(readSettings({ SIGNET_SECRET: "", SIGNET_LOG_LEVEL: "", SIGNET_ADMIN_EMAIL: "" }).SIGNET_SECRET, undefined);
	});

	it("never show a secret's value in a fault", () => {
		const wrong = { SIGNET_SECRET: "s3cr3t", SIGNET_ADMIN_PASSWORD: "p4ss", SIGNET_DATABASE_URL: "mysql://me:w0rd@db" };
		const faults = faultsOf(wrong).join("\n");
		for (const value of ["s3cr3t", "p4ss", "w0rd"]) assert.ok(!faults.includes(value), faults);
	});

	it("want the administrator's email and password together", () => {
		assert.match(faultsOf({ SIGNET_ADMIN_EMAIL: "ada@example.com" }).join(), /go together/);
		assert.match(faultsOf({ SIGNET_ADMIN_PASSWORD: "long enough" }).join(), /go together/);
		const password = file("password", "long enough\n");
		assert.deepEqual(faultsOf({ SIGNET_ADMIN_EMAIL: "ada@example.com", SIGNET_ADMIN_PASSWORD_FILE: password }), []);
	});

	it("believe proxies at addresses and in networks that there are, and not everybody", () => {
		const trusted = "127.0.0.1, 10.0.0.0/8,2001:db8::/32 ,::1";
		assert.deepEqual(readSettings({ SIGNET_TRUST_PROXY: trusted }).SIGNET_TRUST_PROXY, [
			"127.0.0.1",
			"10.0.0.0/8",
			"2001:db8::/32",
			"::1",
		]);
		for (const wrong of ["10.0.0.0/99", "300.1.1.1", "10.0.0", "abc", "::1/129", "10.0.0.0/", "127.0.0.1,fe80::x"]) {
			const sentence = "SIGNET_TRUST_PROXY must be IP addresses or networks such as 10.0.0.0/8, separated by commas.";
			assert.deepEqual(faultsOf({ SIGNET_TRUST_PROXY: wrong }), [sentence], wrong);
		}
		for (const everybody of ["0.0.0.0/0", "::/0"]) {
			assert.deepEqual(faultsOf({ SIGNET_TRUST_PROXY: everybody }), ["SIGNET_TRUST_PROXY must not be everybody."]);
		}
	});

	it("want two different public addresses", () => {
		const same = { SIGNET_PROVIDER_URL: "https://sso.example.com", SIGNET_PLATFORM_URL: "https://sso.example.com:443" };
		assert.match(faultsOf(same).join(), /must differ/);
	});

	it("listen at the public address's port, unless they say otherwise", () => {
		const listen = (environment: Record<string, string>) => listenOf("PROVIDER", readSettings(environment));
		assert.deepEqual(listen({ SIGNET_PROVIDER_URL: "http://localhost:9000" }), { host: "localhost", port: 9000 });
		assert.deepEqual(listen({ SIGNET_PROVIDER_URL: "https://id.example.com" }), { host: "localhost", port: 443 });
		assert.deepEqual(listen({ SIGNET_PROVIDER_LISTEN: "8081" }), { host: "127.0.0.1", port: 8081 });
		assert.deepEqual(listen({ SIGNET_PROVIDER_LISTEN: "0.0.0.0:8081" }), { host: "0.0.0.0", port: 8081 });
		assert.deepEqual(listen({ SIGNET_PROVIDER_LISTEN: "[::1]:8081" }), { host: "::1", port: 8081 });
	});

	it("name a mail server: in the clear on this machine alone, unless it is said", () => {
		const read = (text: string) => readSettings({ SIGNET_SMTP_URL: text }).SIGNET_SMTP_URL;
		const nobody = { user: undefined, password: undefined };
		assert.deepEqual(read("smtp://localhost:2525"), { host: "localhost", port: 2525, tls: "off", ...nobody });
		assert.deepEqual(read("smtp://[::1]"), { host: "::1", port: 587, tls: "off", ...nobody });
		assert.deepEqual(read("smtp://mail.example.com"), { host: "mail.example.com", port: 587, tls: "required", ...nobody });
		assert.deepEqual(read("smtp://mail.example.com:25?tls=off"), { host: "mail.example.com", port: 25, tls: "off", ...nobody });
		assert.deepEqual(read("smtp://127.0.0.1?tls=required"), { host: "127.0.0.1", port: 587, tls: "required", ...nobody });
		const account = { user: "me@example.com", password: "p:w/d" };
		const implicit = { host: "mail.example.com", port: 465, tls: "implicit" };
		assert.deepEqual(read("smtps://me%40example.com:p%3Aw%2Fd@mail.example.com"), { ...implicit, ...account });
		const wrong = [
			"mail.example.com",
			"http://mail",
			"smtp://",
			"smtp://mail/path",
			"smtp://mail?tls=maybe",
			"smtps://mail?tls=off",
			"smtp://mail?x=y",
		];
		for (const text of wrong) assert.match(faultsOf({ SIGNET_SMTP_URL: text }).join(), /^SIGNET_SMTP_URL /, text);
		assert.ok(!faultsOf({ SIGNET_SMTP_URL: "smtp://me:hunter2@mail/path" }).join().includes("hunter2"));
		assert.ok(!faultsOf({ SIGNET_SMTP_URL: "smtp://me:hunter2%zz@mail" }).join().includes("hunter2"));
		assert.equal(readSettings({ SIGNET_SMTP_URL_FILE: file("smtp", "smtp://localhost\n") }).SIGNET_SMTP_URL?.host, "localhost");
	});

	it("name whom letters are from, on one line", () => {
		const read = (text: string) => readSettings({ SIGNET_MAIL_FROM: text }).SIGNET_MAIL_FROM;
		assert.deepEqual(read("no-reply@example.com"), { name: undefined, address: "no-reply@example.com" });
		assert.deepEqual(read("Example Ltd <no-reply@example.com>"), { name: "Example Ltd", address: "no-reply@example.com" });
		assert.deepEqual(read('"Example, Ltd" <no-reply@example.com>'), { name: "Example, Ltd", address: "no-reply@example.com" });
		for (const wrong of ["Example", "a@b.c, d@e.f", "Ltd <no reply@example.com>", "Ltd\r\nBcc: x <a@b.c>", "<a@b.c> x"])
			assert.match(faultsOf({ SIGNET_MAIL_FROM: wrong }).join(), /^SIGNET_MAIL_FROM /, wrong);
	});
});
