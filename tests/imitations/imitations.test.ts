import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { draftWith } from "#tests/harness/configurations.ts";
import { freePort } from "#tests/harness/half.ts";
import {
	type Ask,
	createAsk,
	type Draft,
	type Validation,
	validate,
} from "../../platform/features/authentication/authentication.ts";
import { startBare, startOurs, withClockAhead } from "./genuine.ts";
import { type Imitated, imitate, REGISTERED } from "./imitate.ts";
import { imitations } from "./imitations.ts";

/**
 * Each provider with right settings, and with each single wrong value. A fault is named beside its field; where a provider
 * lets nobody see it before a sign-in, the check beside that field says that it cannot tell.
 */

type Check = Validation["checks"][number];

interface Subject {
	readonly name: string;
	/** How the two values are called that some providers complain of alike. */
	start(how?: {
		readonly ahead?: number;
		readonly tls?: boolean;
	}): Promise<Imitated & Partial<Pick<Draft, "clientId" | "clientSecret">>>;
	/** Faults that this provider shows to no probe. */
	readonly hides: readonly FaultName[];
}

const FAULTS = ["host", "slash", "client ID", "secret", "redirect URI", "scope", "clock", "certificate"] as const;
type FaultName = (typeof FAULTS)[number];

const FIELDS: Readonly<Record<FaultName, readonly (Check["field"] | null)[]>> = {
	host: ["issuer"],
	slash: ["issuer"],
	"client ID": ["clientId"],
	secret: ["clientSecret"],
	"redirect URI": ["redirectUri"],
	scope: ["additionalScopes"],
	clock: [null],
	certificate: ["issuer"],
};

const FIVE_MINUTES = 300;

/** What none of the probes of platform validation can see at which provider, and why. */
const HIDDEN: Readonly<Record<string, readonly FaultName[]>> = {
	// Its complaint has no body: a proxy and a wrong secret answer so alike.
	Kanidm: ["secret", "scope"],
	// Its error page says nothing of the address.
	ADFS: ["redirect URI", "scope"],
	// These pass over scopes that they do not know.
	"Entra ID": ["scope"],
	Google: ["scope"],
	Auth0: ["scope"],
	authentik: ["scope"],
	"Pocket ID": ["scope"],
	Rauthy: ["scope"],
	"oidc-provider": ["scope"],
	Signet: ["scope"],
};

const subjects: readonly Subject[] = [
	...imitations.map((imitation) => ({
		name: imitation.name,
		start: (how = {}) => imitate(imitation, how),
		hides: HIDDEN[imitation.name] ?? [],
	})),
	{ name: "oidc-provider", start: startBare, hides: HIDDEN["oidc-provider"] ?? [] },
	{ name: "Signet", start: startOurs, hides: HIDDEN["Signet"] ?? [] },
];

const ask = createAsk();
const toggled = (issuer: string): string => (issuer.endsWith("/") ? issuer.slice(0, -1) : `${issuer}/`);

const look = async (draft: Draft, redirectUri = REGISTERED.redirectUri, by: Ask = ask): Promise<readonly Check[]> =>
	(await validate(draft, { ask: by, redirectUri })).checks;

const told = (checks: readonly Check[]): string =>
	checks.map(({ id, field, verdict, message, actual }) => `${id} (${field}): ${verdict}: ${message} ${actual ?? ""}`).join("\n");

const table = new Map<string, Map<string, string>>();
const enter = (name: string, column: string, verdict: string): void => {
	table.set(name, (table.get(name) ?? new Map<string, string>()).set(column, verdict));
};

for (const subject of subjects) {
	describe(`the validation at ${subject.name}`, () => {
		let running: Awaited<ReturnType<Subject["start"]>>;
		let right: Draft;
		before(async () => {
			running = await subject.start();
			const { issuer, clientId = REGISTERED.clientId, clientSecret = REGISTERED.clientSecret } = running;
			right = draftWith({ issuer, clientId, clientSecret });
		});
		after(() => running.stop());

		it(`${subject.name}: right settings are verified or could not be told, and none is refused`, async () => {
			const checks = await look(right);
			const unsure = checks.filter(({ verdict }) => verdict === "could-not-tell").length;
			enter(subject.name, "right", unsure === 0 ? "verified" : `verified, ${unsure} unsure`);
			assert.deepEqual(
				checks.filter(({ verdict }) => verdict === "refused"),
				[],
				told(checks),
			);
		});

		const wrong: Readonly<Record<FaultName, () => Promise<readonly Check[]>>> = {
			host: async () => look({ ...right, issuer: `http://127.0.0.1:${await freePort()}` }),
			slash: () => look({ ...right, issuer: toggled(right.issuer) }),
			"client ID": () => look({ ...right, clientId: "somebody-else" }),
			secret: () => look({ ...right, clientSecret: "not the secret" }),
			"redirect URI": () => look(right, "http://localhost:7080/not/registered"),
			scope: () => look({ ...right, additionalScopes: ["no-such-scope"] }),
			clock: () => look(right, undefined, withClockAhead(ask, FIVE_MINUTES)),
			certificate: async () => {
				const other = await subject.start({ tls: true });
				try {
					return await look({ ...right, issuer: other.issuer });
				} finally {
					await other.stop();
				}
			},
		};

		for (const fault of FAULTS) {
			const beside = FIELDS[fault].map((field) => field ?? "the clocks").join(" or ");
			const hidden = subject.hides.includes(fault);
			it(`${subject.name}: a wrong ${fault} is ${hidden ? "not taken for right" : "named"} beside ${beside}`, async () => {
				const checks = await wrong[fault]();
				const there = checks.filter(
					({ field, also, id }) =>
						(FIELDS[fault].includes(field) || (also !== undefined && FIELDS[fault].includes(also))) &&
						(fault !== "clock" || id === "clock"),
				);
				const verdict = ["refused", "could-not-tell"].find((wanted) => there.some((check) => check.verdict === wanted));
				enter(subject.name, fault, verdict ?? "NOT NAMED");
				assert.equal(verdict, hidden ? "could-not-tell" : "refused", told(checks));
			});
		}
	});
}

after(() => {
	const columns = ["right", ...FAULTS];
	const widths = [14, 18, ...FAULTS.map((name) => Math.max(14, name.length))];
	const line = (cells: readonly string[]) =>
		process.stdout.write(`│ ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 14)).join(" │ ")} │\n`);
	line(["provider", ...columns]);
	for (const [name, row] of table) line([name, ...columns.map((column) => row.get(column) ?? "")]);
});
