import { type Kysely, sql } from "kysely";
import { isPostgres } from "../common/db/engine.ts";
import type { Tables } from "../provider/database.ts";
import { DAY, type Size } from "./api-size.ts";

/** How the two engines write what the generated events are made of. */
interface Words {
	hex(number: string, width: number): string;
	padded(number: string, width: number): string;
	moment(milliseconds: string): string;
	series(first: number, last: number): string;
	readonly targets: string;
}

const SQLITE: Words = {
	hex: (number, width) => `printf('%0${width}x', ${number})`,
	padded: (number, width) => `printf('%0${width}d', ${number})`,
	moment: (milliseconds) => `strftime('%Y-%m-%dT%H:%M:%fZ', (${milliseconds}) / 1000.0, 'unixepoch')`,
	series: (first, last) =>
		`(with recursive series(i) as (select ${first} union all select i + 1 from series where i < ${last}) select i from series)`,
	targets: "json_each(system_log.targets) as target",
};

const POSTGRES: Words = {
	hex: (number, width) => `lpad(to_hex(cast(${number} as bigint)), ${width}, '0')`,
	padded: (number, width) => `lpad(cast(${number} as text), ${width}, '0')`,
	moment: (milliseconds) =>
		`to_char(to_timestamp((${milliseconds}) / 1000.0) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
	series: (first, last) => `(select cast(i as bigint) as i from generate_series(${first}, ${last}) as i)`,
	targets: "json_array_elements(cast(system_log.targets as json)) as target(value)",
};

/** Kinds of events in twenty: mostly sign-ins to applications. */
const KINDS = `case
	when i % 20 < 7 then 'user.authentication.sso'
	when i % 20 < 13 then 'app.oauth2.token.grant.access_token'
	when i % 20 < 17 then 'user.session.start'
	when i % 20 = 17 then 'user.session.end'
	when i % 20 = 18 then 'policy.evaluate_sign_on'
	when i % 1000 = 19 then 'user.lifecycle.create'
	when i % 200000 = 39 then 'application.lifecycle.update'
	else 'user.account.update_profile' end`;

const MESSAGES: Readonly<Record<string, string>> = {
	"user.authentication.sso": "user single sign on to app",
	"app.oauth2.token.grant.access_token": "oauth2 access token granted",
	"user.session.start": "user login to signet",
	"user.session.end": "user logout from signet",
	"policy.evaluate_sign_on": "evaluation of sign-on policy",
	"user.lifecycle.create": "create user",
	"application.lifecycle.update": "update application",
	"user.account.update_profile": "update user profile",
};

const BATCH = 250_000;

/** Fills the log, evenly over its 180 days up to `until` (milliseconds). Indexes are made afterwards. */
export const seedEvents = async (db: Kysely<Tables>, size: Size, until: number, say: (text: string) => void): Promise<void> => {
	const postgres = isPostgres(db);
	const words = postgres ? POSTGRES : SQLITE;
	const made = await dropExtras(db, postgres);
	const step = (179 * DAY) / size.events;
	for (let first = 1; first <= size.events; first += BATCH) {
		const last = Math.min(size.events, first + BATCH - 1);
		await sql.raw(insertion(words, size, { first, last, until, step })).execute(db);
		say(`${last.toLocaleString("en")} events`);
	}
	say("their targets");
	// Of the events that stood there before too, so those come again.
	await sql`delete from system_log_targets`.execute(db);
	await sql
		.raw(
			`insert into system_log_targets select distinct target.value ->> 'id', published, position
			from system_log, ${words.targets} order by 1, 2, 3`,
		)
		.execute(db);
	for (const statement of made) {
		say(/create \w+ "?(\w+)/i.exec(statement)?.[1] ?? "the rest");
		await sql.raw(statement).execute(db);
	}
};

const insertion = (
	{ hex, padded, moment, series }: Words,
	{ events, people, applications }: Size,
	{ first, last, until, step }: { first: number; last: number; until: number; step: number },
): string => {
	const milliseconds = `cast(${until} - (${events} - i) * ${step} as bigint)`;
	// Multiplicative hashing: neighbours have nothing in common, and every run has the same.
	const mixed = "((i * 2654435761) % 4294967296)";
	const message = Object.entries(MESSAGES).map(([type, text]) => `when '${type}' then '${text}'`);
	return `insert into system_log (
			id, published, event_type, severity, result, reason, actor_id, actor_type, actor_alternate_id, actor_name,
			request_id, session_id, ip, user_agent, os, browser, device, targets, detail, search_key
		)
		select ${hex("ms / 65536", 8)} || '-' || ${hex("ms % 65536", 4)} || '-7000-8000-' || ${hex("i", 12)}, published, type,
			case result when 'SUCCESS' then 'INFO' else 'WARN' end, result, case result when 'SUCCESS' then null else 'INVALID_CREDENTIALS' end,
			actor, 'User', login, name, request, 'trs' || ${hex("mixed", 22)}, ip,
			'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Linux', 'FIREFOX', 'Computer',
			case when type like 'user.session%' then '[]'
				when type like 'user.%' and type <> 'user.authentication.sso'
				then '[{"id":"' || actor || '","type":"User","displayName":"' || name || '"}]'
				else '[{"id":"' || app || '","type":"AppInstance","displayName":"' || label || '"}]' end,
			case when type like 'app.%' then '{"grantType":"authorization_code"}' else '{}' end,
			(case type ${message.join(" ")} end) || ' ' || type || ' ' || lower(result) || ' ' || lower(request) || ' ' || ip || ' '
				|| lower(actor) || ' user ' || login || ' ' || lower(name) || ' ' || lower(app) || ' appinstance ' || lower(label)
		from (
			select i, mixed, ms, ${moment("ms")} as published, type,
				case when mixed % 50 = 0 and type = 'user.session.start' then 'FAILURE' else 'SUCCESS' end as result,
				'00u' || ${padded("person", 17)} as actor, 'person' || person || '@example.com' as login,
				'Given' || (person % 500) || ' Family' || (person / 100) as name, 'req' || ${hex("mixed", 11)} || ${hex("i", 11)} as request,
				'10.' || (mixed % 200) || '.' || (mixed / 200 % 200) || '.' || (mixed / 40000 % 200) as ip,
				'0oa' || ${padded("application", 17)} as app, 'Application ' || application as label
			from (
				select i, ${mixed} as mixed, ${milliseconds} as ms, ${KINDS} as type, ${mixed} % ${people} as person,
					${mixed} / 7 % ${applications} as application
				from ${series(first, last)} as numbers
			) as drawn
		) as event order by i`;
};

/** Drops what each insertion would have to look after; answers what makes it again. */
const dropExtras = async (db: Kysely<Tables>, postgres: boolean): Promise<readonly string[]> => {
	const query = postgres
		? sql<Extra>`select 'index' as type, indexname as name, indexdef as made from pg_indexes
			where tablename = 'system_log' and schemaname = current_schema() and indexname not like '%pkey%'`
		: sql<Extra>`select type, name, sql as made from sqlite_master where type in ('index', 'trigger')
			and tbl_name = 'system_log' and sql is not null`;
	const { rows } = await query.execute(db);
	for (const { type, name } of rows) await sql`drop ${sql.raw(type)} ${sql.ref(name)}`.execute(db);
	return rows.map(({ made }) => made);
};

interface Extra {
	readonly type: "index" | "trigger";
	readonly name: string;
	readonly made: string;
}
