import type { Compilable, CompiledQuery, Kysely, QueryResult } from "kysely";
import { PostgresAdapter } from "kysely";
import { reads } from "./reads.ts";
import { OneFileAdapter } from "./sqlite.ts";

/** A place in a statement whose value comes with each call. */
class Parameter {
	readonly name: string;
	constructor(name: string) {
		this.name = name;
	}
}

/** Stands for the value that each call gives under this name. */
export type Place<Values> = <Name extends keyof Values & string>(name: Name) => Values[Name];

type Statement<Tables, Values, Answer> = (db: Kysely<Tables>, values: Values) => Promise<Answer>;

export interface Durability {
	/** Nobody would miss it after a power cut: on SQLite it does not wait for the disk. */
	readonly relaxed: boolean;
}

const DURABLE: Durability = { relaxed: false };

/** Builds the statement once for each engine, and runs it with the values of each call. */
const statement = <Tables, Values extends object, Row>(
	build: (db: Kysely<Tables>, place: Place<Values>) => Compilable<Row>,
	relaxed = false,
): Statement<Tables, Values, QueryResult<Row>> => {
	const compiled = new Map<boolean, CompiledQuery<Row>>();
	const compile = (db: Kysely<Tables>, postgres: boolean): CompiledQuery<Row> => {
		const query = build(db, (name) => new Parameter(name) as never).compile();
		compiled.set(postgres, query);
		return query;
	};
	return async (db, values) => {
		const { adapter, plugins } = db.getExecutor();
		// A plugin wants to see how it is built.
		if (plugins.length > 0) return db.executeQuery(build(db, (name) => values[name]).compile());
		const postgres = adapter instanceof PostgresAdapter;
		const query = compiled.get(postgres) ?? compile(db, postgres);
		const parameters: unknown[] = [];
		for (const value of query.parameters)
			parameters.push(value instanceof Parameter ? (values as Record<string, unknown>)[value.name] : value);
		const filled = { ...query, parameters };
		if (!(adapter instanceof OneFileAdapter) || db.isTransaction) return db.executeQuery<Row>(filled);
		return reads(query) ? adapter.read<Row>(filled, relaxed) : adapter.write<Row>(filled, relaxed);
	};
};

/**
 * A query of a hot path, built once for each engine and not for each call: building costs as much as SQLite's answer. `build` must not
 * look at the values, since it gets none.
 */
export const preparedRows = <Tables, Values extends object, Row>(
	build: (db: Kysely<Tables>, place: Place<Values>) => Compilable<Row>,
): Statement<Tables, Values, Row[]> => {
	const run = statement(build);
	return async (db, values) => (await run(db, values)).rows;
};

/** The same for the first row of one. */
export const preparedRow = <Tables, Values extends object, Row>(
	build: (db: Kysely<Tables>, place: Place<Values>) => Compilable<Row>,
	{ relaxed }: Durability = DURABLE,
): Statement<Tables, Values, Row | undefined> => {
	const run = statement(build, relaxed);
	return async (db, values) => (await run(db, values)).rows[0];
};

/** The same for a write: how many rows it touched. */
export const preparedWrite = <Tables, Values extends object>(
	build: (db: Kysely<Tables>, place: Place<Values>) => Compilable,
	{ relaxed }: Durability = DURABLE,
): Statement<Tables, Values, number> => {
	const run = statement(build, relaxed);
	return async (db, values) => Number((await run(db, values)).numAffectedRows ?? 0n);
};
