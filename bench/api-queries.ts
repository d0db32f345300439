import { peopleQuery } from "../provider/console/people/peopleQuery.ts";
import { idOf } from "./api-people.ts";
import { DAY, type Size } from "./api-size.ts";

/** A list or a search: another address for each `n`, so that nothing is measured twice. */
export interface Query {
	readonly name: string;
	address(n: number): string;
	/** Pages that are turned first. */
	readonly deep?: number;
	/** How often it is asked at most: a server's own limit lets no more through in a minute. */
	readonly most?: number;
}

/** Of 30 a minute. */
const exported = (name: string, address: (n: number) => string): Query => ({ name, address, most: 10 });

const query = (name: string, address: (n: number) => string, deep?: number): Query => ({
	name,
	address,
	...(deep === undefined ? {} : { deep }),
});

const escaped = encodeURIComponent;
const daysAgo = (days: number): string => escaped(new Date(Date.now() - days * DAY).toISOString());

export const listQueries = ({ people, groups, applications }: Size): readonly Query[] => {
	const person = (n: number) => (n * 7_919) % people;
	const group = (n: number) => (n * 7_919) % groups;
	const application = (n: number) => (n * 79 + 3) % applications;
	const users = (search: string) => `/api/v1/users?search=${escaped(search)}`;
	return [
		query("users", () => "/api/v1/users?limit=200"),
		query("users, deep page", () => "/api/v1/users?limit=200", Math.floor(people / 250)),
		query("users q", (n) => `/api/v1/users?q=given${person(n) % 500}`),
		query("users filter status", () => `/api/v1/users?filter=${escaped('status eq "SUSPENDED"')}&limit=200`),
		query(
			"users filter lastUpdated",
			(n) => `/api/v1/users?filter=${escaped(`lastUpdated gt "2026-02-0${1 + (n % 9)}T00:00:00.000Z"`)}`,
		),
		query("users search login eq", (n) => users(`profile.login eq "person${person(n)}@example.com"`)),
		query("users search lastName sw", (n) => users(`profile.lastName sw "family${person(n) % 100}"`)),
		query("users search email co", (n) => users(`profile.email co "son${person(n)}"`)),
		query("users search department eq", (n) => users(`profile.department eq "${["Sales", "Legal", "Finance"][n % 3]}"`)),
		query("users search department and city", (n) =>
			users(`profile.department eq "Sales" and profile.city eq "City ${(n * 8) % 1000}"`),
		),
		query("users search or", (n) => users(`profile.firstName eq "Given${n}" or profile.lastName eq "Family${n}"`)),
		query("users search status and created", () => users('status eq "ACTIVE" and created gt "2026-02-01T00:00:00.000Z"')),
		query(
			"users search sortBy lastName",
			(n) => `${users(`profile.department eq "Sales"`)}&sortBy=profile.lastName&sortOrder=${n % 2 ? "asc" : "desc"}`,
		),
		query("users search sortBy created", () => `${users("id pr")}&sortBy=created&sortOrder=desc`),
		query("users search pr", () => users("profile.city pr")),
		query("user by login", (n) => `/api/v1/users/person${person(n)}@example.com`),
		query("groups of a user", (n) => `/api/v1/users/${idOf("00u", person(n))}/groups`),
		query("apps of a user", (n) => `/api/v1/users/${idOf("00u", person(n))}/appLinks`),
		query("groups", () => "/api/v1/groups?limit=200"),
		query("groups, all", () => "/api/v1/groups?limit=10000"),
		query("groups, deep page", () => "/api/v1/groups?limit=200", Math.floor(groups / 250)),
		query("groups expand stats", () => "/api/v1/groups?limit=200&expand=stats"),
		query("groups q", (n) => `/api/v1/groups?q=group%20${group(n)}`),
		query("groups search name sw", (n) => `/api/v1/groups?search=${escaped(`profile.name sw "Group ${group(n) % 100}"`)}`),
		query("groups search lastUpdated", () => `/api/v1/groups?search=${escaped('lastUpdated gt "2026-01-02T00:00:00.000Z"')}`),
		query("groups filter type", () => `/api/v1/groups?filter=${escaped('type eq "OKTA_GROUP"')}&limit=200`),
		query("members of everybody's group", () => `/api/v1/groups/${idOf("00g", 0)}/users?limit=1000`),
		query("members, deep page", () => `/api/v1/groups/${idOf("00g", 0)}/users?limit=1000`, Math.floor(people / 1_250)),
		query("members of a group", (n) => `/api/v1/groups/${idOf("00g", 1 + (group(n) % (groups - 1)))}/users`),
		query("apps", () => "/api/v1/apps?limit=200"),
		query("apps q", (n) => `/api/v1/apps?q=application%20${application(n)}`),
		query("apps filter status", () => `/api/v1/apps?filter=${escaped('status eq "ACTIVE"')}&limit=200`),
		query("apps filter user.id", (n) => `/api/v1/apps?filter=${escaped(`user.id eq "${idOf("00u", person(n))}"`)}`),
		query("apps filter group.id", (n) => `/api/v1/apps?filter=${escaped(`group.id eq "${idOf("00g", group(n))}"`)}`),
		query("users of an app", (n) => `/api/v1/apps/${idOf("0oa", application(n))}/users?limit=500`),
		query(
			"users of everybody's app, deep page",
			() => `/api/v1/apps/${idOf("0oa", 0)}/users?limit=500`,
			Math.floor(people / 625),
		),
		query("groups of an app", () => `/api/v1/apps/${idOf("0oa", 1)}/groups?limit=200`),
		query("apps of a group", (n) => `/api/v1/groups/${idOf("00g", group(n))}/apps`),
		...consoleQueries(person, group),
	];
};

/** As the console asks while somebody types, and what only it shows. */
const consoleQueries = (person: (n: number) => number, group: (n: number) => number): readonly Query[] => {
	const asked = (path: string, parameters: Readonly<Record<string, string | undefined>>) =>
		`${path}?${new URLSearchParams(Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined))}`;
	const people = (typed: string, status = "", limit = "20") => asked("/api/v1/users", { ...peopleQuery(typed, status), limit });
	const imports = "/api/v1/internal/people-imports";
	return [
		query("console people", () => people("")),
		query("console people typed, one letter", (n) => people("abcdefghij"[n % 10] ?? "a")),
		query("console people typed, a word", (n) => people(`given${person(n) % 500}`)),
		query("console people typed, two words", (n) => people(`given${person(n) % 500} family${Math.floor(person(n) / 100)}`)),
		query("console people typed, none", (n) => people(`nobody${n}`)),
		query("console people deactivated", () => people("", "DEPROVISIONED")),
		query("console people deactivated, typed", (n) => people(`given${person(n) % 500}`, "DEPROVISIONED")),
		query("console people picker", (n) => people(`person${person(n)}`, "", "8")),
		query("console groups typed", (n) =>
			asked("/api/v1/groups", { search: `profile.name co "${group(n) % 1000}"`, expand: "stats", limit: "20" }),
		),
		query("console group picker", (n) => asked("/api/v1/groups", { q: `group ${group(n) % 100}`, limit: "8" })),
		query("console imports", () => `${imports}?limit=20`),
		query("console import", () => `${imports}/${idOf("csv", 0)}`),
		query("console import rows", () => `${imports}/${idOf("csv", 0)}/rows?limit=20`),
		query("console import wrong rows", () => `${imports}/${idOf("csv", 0)}/rows?limit=20&outcome=WRONG`),
		query("console import wrong rows, deep page", () => `${imports}/${idOf("csv", 0)}/rows?limit=200&outcome=WRONG`, 8),
		query(
			"console export of a hundred people",
			(n) =>
				`/api/v1/internal/people-export?${new URLSearchParams({ search: `profile.lastName eq "Family${Math.floor(person(n) / 100)}"` })}`,
		),
	];
};

export const logQueries = ({ people, applications, events }: Size): readonly Query[] => {
	const actor = (n: number) => idOf("00u", (n * 7_919) % people);
	const app = (n: number) => idOf("0oa", (n * 79 + 3) % applications);
	const logs = (filter: string, rest = `&sortOrder=DESCENDING&since=${daysAgo(178)}`) =>
		`/api/v1/logs?filter=${escaped(filter)}${rest}`;
	const kinds: readonly (readonly [string, (n: number) => string])[] = [
		["eventType eq, common", () => 'eventType eq "user.session.start"'],
		["eventType eq, rare", () => 'eventType eq "application.lifecycle.update"'],
		["eventType eq, none", () => 'eventType eq "system.setup.complete"'],
		["eventType sw", () => 'eventType sw "user.lifecycle"'],
		["eventType co", () => 'eventType co "lifecycle.update"'],
		["actor.id eq", (n) => `actor.id eq "${actor(n)}"`],
		["actor.id and eventType", (n) => `actor.id eq "${actor(n)}" and eventType eq "user.session.end"`],
		["actor.id ne", (n) => `actor.id ne "${actor(n)}"`],
		["target.id eq", (n) => `target.id eq "${app(n)}"`],
		["target.id and outcome", (n) => `target.id eq "${app(n)}" and outcome.result eq "FAILURE"`],
		["target.displayName co, none", () => 'target.displayName co "nowhere"'],
		["target.type eq, none", () => 'target.type eq "PolicyEntity"'],
		["outcome.result eq", () => 'outcome.result eq "FAILURE"'],
		["outcome.reason co, none", () => 'outcome.reason co "nothing"'],
		["severity and not", () => 'severity eq "WARN" and not (eventType sw "user.session")'],
		["client.ipAddress eq", (n) => `client.ipAddress eq "10.${n}.7.9"`],
		["userAgent co, none", () => 'client.userAgent.rawUserAgent co "netscape"'],
		["debugData eq, none", () => 'debugContext.debugData.requestUri eq "/api/v1/nothing"'],
		["transaction.id eq", (n) => `transaction.id eq "req${n}"`],
		["uuid eq", (n) => `uuid eq "0190b0b0-0000-7000-8000-00000000000${n % 10}"`],
		["console actor, none", () => '(actor.alternateId co "nobody here" or actor.displayName co "nobody here")'],
		["console target, none", () => '(target.alternateId co "nobody here" or target.displayName co "nobody here")'],
		["or of everything, none", () => 'actor.id eq "a" or target.id eq "b" or outcome.reason co "c" or target.displayName co "d"'],
	];
	return [
		query("logs, newest", () => "/api/v1/logs?sortOrder=DESCENDING"),
		query("logs, newest 1000", () => "/api/v1/logs?sortOrder=DESCENDING&limit=1000"),
		query("logs, a day long ago", (n) => `/api/v1/logs?since=${daysAgo(100 + n)}&until=${daysAgo(99 + n)}`),
		query(
			"logs, deep page",
			() => `/api/v1/logs?sortOrder=DESCENDING&limit=1000&since=${daysAgo(178)}`,
			Math.min(200, events / 2_000),
		),
		...kinds.map(([name, filter]) => query(`logs ${name}`, (n) => logs(filter(n)))),
		query("logs eventType eq, oldest first", () =>
			logs('eventType eq "user.lifecycle.create"', `&since=${daysAgo(178)}&until=${daysAgo(0)}`),
		),
		query("logs q, one word", (n) => `/api/v1/logs?q=person${(n * 7_919) % people}&sortOrder=DESCENDING&since=${daysAgo(178)}`),
		query("logs q, two words", () => `/api/v1/logs?q=login%20failure&sortOrder=DESCENDING&since=${daysAgo(178)}`),
		query("logs q, none", (n) => `/api/v1/logs?q=nothing${n}&sortOrder=DESCENDING&since=${daysAgo(178)}`),
		exported(
			"logs export, an hour long ago",
			(n) => `/api/v1/internal/logs/export?format=csv&since=${daysAgo(100 + n)}&until=${daysAgo(100 + n - 1 / 24)}`,
		),
		exported(
			"logs export, first page of a rare search",
			(n) => `/api/v1/internal/logs/export?format=json&filter=${escaped(`transaction.id eq "req${n}"`)}&since=${daysAgo(178)}`,
		),
		query("logs polling, first", () => "/api/v1/logs"),
		query(
			"logs polling, first, rare",
			() => `/api/v1/logs?filter=${escaped('eventType eq "application.lifecycle.update"')}&since=${daysAgo(178)}`,
		),
		query("logs polling, onward", () => `/api/v1/logs?limit=1000&since=${daysAgo(178)}`, 20),
	];
};
