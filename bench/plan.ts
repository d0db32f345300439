import type { Works } from "./works/works.ts";

export type WorkName = keyof Works;

/** One kind of work, and what it is held against. */
export interface Plan {
	readonly work: WorkName;
	readonly title: string;
	/** The ceiling in the same run: a subject, and its work where that is another one. */
	readonly base?: { readonly subject: string; readonly work?: WorkName };
	/** Longer than the others where one piece takes long. */
	readonly times?: number;
	/** Too small a thing for the chart, or too large. */
	readonly charted?: false;
	/** The same bytes for everybody: only the top rate is looked at. */
	readonly opened?: false;
}

const engine = { subject: "engine" } as const;

export const plans: readonly Plan[] = [
	{ work: "discovery", title: "discovery document", base: engine, charted: false, opened: false },
	{ work: "jwks", title: "JWKS", base: engine, charted: false, opened: false },
	{ work: "clientCredentials", title: "client credentials, opaque token", base: engine },
	{ work: "refresh", title: "refresh, with rotation", base: engine },
	{ work: "authorize", title: "authorize with a session", base: engine },
	{ work: "exchange", title: "code exchange", base: engine },
	{ work: "userinfo", title: "userinfo", base: engine },
	{ work: "introspection", title: "introspection", base: engine },
	{ work: "revocation", title: "revocation", base: engine },
	{ work: "signIn", title: "authorize, exchange, userinfo", base: engine },
	{ work: "hashes", title: "Argon2id alone", times: 4, charted: false },
	{ work: "passwordSignIn", title: "sign-in with a password", base: { subject: "argon2id", work: "hashes" }, times: 4 },
	{ work: "completeSignIn", title: "complete sign-in, both halves", times: 2 },
	{ work: "sessionCheck", title: "session check", base: { subject: "fastify" } },
];

/** How the columns are called. */
export const titles: Readonly<Record<string, string>> = {
	engine: "engine, in memory",
	signet: "Signet, SQLite",
	"signet-postgres": "Signet, PostgreSQL",
	"engine-rs256": "engine, RS256",
	"signet-rs256": "Signet, SQLite, RS256",
	"better-auth": "better-auth",
	glewlwyd: "glewlwyd",
	argon2id: "Argon2id",
	fastify: "bare Fastify",
	apache: "Apache, mod_auth_openidc",
};

export interface Chosen {
	readonly plans: readonly Plan[];
	/** Whether a subject of that name takes part. */
	takes(subject: string): boolean;
}

/** What `BENCH_ONLY` leaves: names of works, of subjects, or of both, separated by commas. @throws Error at one that is neither. */
export const choose = (only: string | undefined): Chosen => {
	const names = (only ?? "")
		.split(",")
		.map((name) => name.trim())
		.filter((name) => name !== "");
	const isWork = (name: string) => plans.some(({ work }) => work === name);
	for (const name of names) if (!isWork(name) && !(name in titles)) throw new Error(`BENCH_ONLY: there is no "${name}"`);
	const [chosenWorks, subjects] = [names.filter(isWork), names.filter((name) => !isWork(name))];
	return {
		plans: chosenWorks.length === 0 ? plans : plans.filter(({ work }) => chosenWorks.includes(work)),
		takes: (subject) => subjects.length === 0 || subjects.includes(subject),
	};
};
