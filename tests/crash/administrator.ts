import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { ADMINISTRATOR } from "../harness/half.ts";
import type { Chance } from "./chance.ts";
import { Held, type Notes } from "./notes.ts";
import { signInWith } from "./sign-in.ts";
import type { Answer, Wire } from "./wire.ts";

export const REDIRECT = "https://application.example.com/callback";

export interface Application {
	readonly id: string;
	readonly basic: string;
	readonly clientId: string;
}

export interface Person {
	readonly id: string;
	readonly login: string;
	readonly password: string;
}

export interface Administrator {
	addApplication(label: string): Promise<Application>;
	/** Somebody who may use all `applications`. */
	addPerson(applications: readonly Application[]): Promise<Person>;
	deactivate(person: Person): Promise<void>;
	/** Makes and changes people and applications, and notes what was answered, until it is over. */
	work(over: AbortSignal): Promise<void>;
	/** Looks for what was answered: lately, or ever. */
	check(everything: boolean): Promise<void>;
}

interface Made {
	readonly login: string;
	/** Undefined: not there. */
	readonly name: Held<string | undefined>;
}

const LATELY = 150;
const PAUSE = 10;

const profileOf = (login: string, firstName: string) => ({ firstName, lastName: "Crash", email: login, login });

export const createAdministrator = async (wire: Wire, notes: Notes, chance: Chance): Promise<Administrator> => {
	const cookie = await signInWith(wire, notes, ADMINISTRATOR);
	if (cookie === undefined) throw new Error("the administrator could not sign in");
	const insist = (method: string, path: string, json?: unknown) =>
		wire.insist(method, path, { cookie, ...(json === undefined ? {} : { json }) });
	const must = async <T>(method: string, path: string, json?: unknown): Promise<T> => {
		const { status, text } = await insist(method, path, json);
		if (status >= 300) throw new Error(`${method} ${path} was answered ${status} ${text}`);
		return (text === "" ? undefined : JSON.parse(text)) as T;
	};

	const people: Made[] = [];
	const applicationBody = (label: string) => ({
		name: "oidc_client",
		label,
		signOnMode: "OPENID_CONNECT",
		credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_basic" } },
		settings: {
			oauthClient: {
				application_type: "web",
				redirect_uris: [REDIRECT],
				response_types: ["code"],
				grant_types: ["authorization_code", "refresh_token"],
				refresh_token: { rotation_type: "ROTATE", leeway: 0 },
			},
		},
	});
	const addApplication: Administrator["addApplication"] = async (label) => {
		const made = await must<{ id: string; credentials: { oauthClient: { client_id: string; client_secret: string } } }>(
			"POST",
			"/api/v1/apps",
			applicationBody(label),
		);
		const { client_id: clientId, client_secret: secret } = made.credentials.oauthClient;
		return { id: made.id, clientId, basic: `Basic ${Buffer.from(`${clientId}:${secret}`).toString("base64")}` };
	};

	const mine = `Label ${randomUUID()}`;
	const changed = await addApplication(mine);
	const label = new Held(mine);
	let labels = 0;

	/** Sends a write and notes what it may have done. */
	const write = async <T>(what: string, held: Held<T>, value: T, sending: Promise<Answer | undefined>): Promise<void> => {
		const answer = await sending;
		if (answer === undefined) {
			held.lost(value);
			// Whatever a dying process had sent to the database is done by then.
			await sleep(200);
		} else if (wire.isOne(answer, what, 200)) {
			held.answered(value);
			notes.count(what);
		}
	};
	const create = async (): Promise<void> => {
		const login = `${randomUUID()}@example.com`;
		const person: Made = { login, name: new Held<string | undefined>(undefined) };
		people.push(person);
		const json = { profile: profileOf(login, "First") };
		await write("people made", person.name, "First", wire.ask("POST", "/api/v1/users?activate=false", { cookie, json }));
	};
	const rename = async (): Promise<void> => {
		const person = people.length > 0 ? chance.pick(people.slice(-LATELY)) : undefined;
		// Nobody knows yet whether this one is there.
		if (person === undefined || String(person.name).includes("undefined")) return;
		const name = `Name ${chance.between(1, 1e6)}`;
		const json = { profile: { firstName: name } };
		await write("people changed", person.name, name, wire.ask("POST", `/api/v1/users/${person.login}`, { cookie, json }));
	};
	const relabel = async (): Promise<void> => {
		const next = `${mine} ${++labels}`;
		const json = applicationBody(next);
		await write("applications changed", label, next, wire.ask("PUT", `/api/v1/apps/${changed.id}`, { cookie, json }));
	};

	return {
		addApplication,
		async addPerson(applications) {
			const login = `${randomUUID()}@example.com`;
			const password = "correct horse battery staple";
			const json = { profile: profileOf(login, "Visitor"), credentials: { password: { value: password } } };
			const made = await insist("POST", "/api/v1/users?activate=true", json);
			// Made by a request whose answer was lost: it says that the login is taken.
			if (!(made.lostBefore && made.status === 400)) wire.isOne(made, "a visitor", 200);
			const { id } = await must<{ id: string }>("GET", `/api/v1/users/${login}`);
			for (const application of applications) {
				const assigned = await insist("POST", `/api/v1/apps/${application.id}/users`, { id, scope: "USER" });
				if (!(assigned.lostBefore && assigned.status === 409)) wire.isOne(assigned, "an assignment", 200);
			}
			notes.count("visitors made");
			return { id, login, password };
		},
		async deactivate({ id }) {
			const answer = await insist("POST", `/api/v1/users/${id}/lifecycle/deactivate`);
			if (answer.status !== 200 && answer.lostBefore) {
				const { status } = await must<{ status: string }>("GET", `/api/v1/users/${id}`);
				if (status !== "DEPROVISIONED") notes.accuse(`a person who cannot be deactivated (${answer.status}) is ${status}`);
			} else wire.isOne(answer, "a deactivation", 200);
			notes.count("people deactivated");
		},
		async work(over) {
			while (!over.aborted) {
				const at = chance.next();
				await (at < 0.4 ? create() : at < 0.8 ? rename() : relabel());
				await sleep(PAUSE);
			}
		},
		async check(everything) {
			for (const { login, name } of everything ? people : people.slice(-LATELY)) {
				const answer = await insist("GET", `/api/v1/users/${login}`);
				if (!wire.isOne(answer, "a look for a person", 200, 404)) continue;
				const found =
					answer.status === 404 ? undefined : (JSON.parse(answer.text) as { profile: { firstName: string } }).profile.firstName;
				const known = String(name);
				if (!name.found(found)) notes.accuse(`a person who was answered as ${known} is ${found}`);
			}
			const { label: found } = await must<{ label: string }>("GET", `/api/v1/apps/${changed.id}`);
			const known = String(label);
			if (!label.found(found)) notes.accuse(`an application that was answered as ${known} is ${found}`);
		},
	};
};
