import assert from "node:assert/strict";
import { type Engine, ownDatabase } from "../harness/databases.ts";
import { type InjectedProvider, injectProvider, PROVIDER_URL, SUPER_ADMIN } from "../harness/provider-inject.ts";

/** So many wrong passwords. The rules are one body of SQL: on the slower engine a tenth shows that they hold there too. */
export const triesOn = ({ name }: { readonly name: string }): number => (name === "SQLite" ? 10_000 : 1_000);
/** Milliseconds that so many may take where other tests run beside them. */
export const LONG = 145_000;
/** Sent at once. */
const AT_ONCE = 50;
export const MASTER_KEY = "a master key that both replicas have";
export const OWNER = { login: "owner@example.com", password: "Owner has a long password" };

/** A browser's cookies, `name=value`. */
type Jar = string;

interface Tally {
	/** Refused after the password had been compared. */
	compared: number;
	/** Refused before, with 429 and Retry-After. */
	limited: number;
	readonly waits: number[];
}

export const signIn = (provider: InjectedProvider, login: string, password: string, address: string, cookie: Jar = "") =>
	provider.app.inject({
		method: "POST",
		url: "/login",
		remoteAddress: address,
		headers: {
			origin: PROVIDER_URL,
			"content-type": "application/x-www-form-urlencoded",
			...(cookie === "" ? {} : { cookie }),
		},
		payload: new URLSearchParams({ login, password }).toString(),
	});

/** Guesses the owner's password `count` times, each from `addressOf` its number; `meanwhile` runs when half of them are done. */
export const guess = async (
	providers: readonly InjectedProvider[],
	{ count, addressOf, meanwhile }: { count: number; addressOf: (at: number) => string; meanwhile?: () => Promise<void> },
): Promise<Tally> => {
	const tally: Tally = { compared: 0, limited: 0, waits: [] };
	const one = async (at: number) => {
		const provider = providers[at % providers.length] as InjectedProvider;
		const { statusCode, headers } = await signIn(provider, OWNER.login, `guess number ${at}`, addressOf(at));
		if (statusCode === 429) {
			tally.limited += 1;
			tally.waits.push(Number(headers["retry-after"]));
		} else {
			assert.equal(statusCode, 401);
			tally.compared += 1;
		}
	};
	for (let begin = 0; begin < count; begin += AT_ONCE) {
		await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - begin) }, (_, at) => one(begin + at)));
		if (begin < count / 2 && begin + AT_ONCE >= count / 2) await meanwhile?.();
	}
	assert.ok(
		tally.waits.every((seconds) => seconds > 0),
		"every refusal says when to come back",
	);
	return tally;
};

export const everywhere = (at: number): string => `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`;

/** A row below the test file's own line. */
export const tell = (from: string, { compared, limited }: Tally, begin: number): void => {
	const seconds = ((performance.now() - begin) / 1000).toFixed(1);
	const all = compared + limited;
	process.stdout.write(
		`│ ${from}: ${all} wrong passwords, ${compared} compared, ${limited} refused before (429), ${seconds} s\n`,
	);
};

export const makeOwner = async (provider: InjectedProvider): Promise<void> => {
	const administrator = await provider.signedIn(SUPER_ADMIN.login, SUPER_ADMIN.password);
	await provider.done("POST", "/api/v1/users?activate=true", administrator, {
		profile: { firstName: "Olga", lastName: "Owner", email: OWNER.login, login: OWNER.login },
		credentials: { password: { value: OWNER.password } },
	});
};

/** Signs the owner in and out again: what the browser keeps. */
const knownDevice = async (provider: InjectedProvider): Promise<Jar> => {
	const { cookies, statusCode } = await signIn(provider, OWNER.login, OWNER.password, "203.0.113.50");
	assert.equal(statusCode, 303);
	const device = cookies.find(({ name }) => name.includes("device"));
	assert.ok(device, "the browser is known from now on");
	return `${device.name}=${device.value}`;
};

export const owner = async (provider: InjectedProvider): Promise<{ readonly status: string }> => {
	const administrator = await provider.signedIn(SUPER_ADMIN.login, SUPER_ADMIN.password);
	return provider.done("GET", `/api/v1/users/${OWNER.login}`, administrator);
};

export interface Siege {
	readonly provider: InjectedProvider;
	/** The browser on which the owner signed in before. */
	readonly known: Jar;
	ownerGetsIn(when: string): Promise<void>;
}

/** A provider with an owner whom it knows on one device. */
export const besiege = async (engine: Engine): Promise<Siege> => {
	const databaseUrl = engine.name === "PostgreSQL" ? { databaseUrl: await ownDatabase() } : {};
	const provider = await injectProvider({ ...databaseUrl, masterKey: MASTER_KEY });
	await makeOwner(provider);
	const known = await knownDevice(provider);
	return {
		provider,
		known,
		async ownerGetsIn(when) {
			const { statusCode } = await signIn(provider, OWNER.login, OWNER.password, "203.0.113.50", known);
			assert.equal(statusCode, 303, `the owner on a known device gets in ${when}`);
		},
	};
};
