import pg from "pg";
import type { Row, Snapshot } from "./snapshot.ts";
import { isCarried, MIGRATIONS_TABLE, quoted } from "./tables.ts";

const BIGINT = 20;
const FIRST_BATCH = 100;
const MOST_ROWS = 1_000;
/** Characters, about: logos are long rows, memberships short ones. */
const BATCH_SIZE = 250_000;

/** One transaction that sees one moment, read through a cursor: the server keeps what is not fetched yet. */
export const postgresSnapshot = async (url: string, schema: string): Promise<Snapshot | undefined> => {
	const client = new pg.Client({
		connectionString: url,
		connectionTimeoutMillis: 5_000,
		options: `-c search_path=${schema} -c statement_timeout=0 -c idle_in_transaction_session_timeout=0`,
		types: {
			getTypeParser: (oid: number, format?: "text" | "binary") =>
				oid === BIGINT ? Number : pg.types.getTypeParser(oid, format as "text"),
		},
	});
	// What was asked on a broken connection is rejected by itself.
	client.on("error", () => {});
	await client.connect();
	const arrays = async <R = Row>(text: string, values: readonly unknown[] = []): Promise<R[]> =>
		(await client.query({ text, values: [...values], rowMode: "array" })).rows as R[];
	try {
		await client.query("begin isolation level repeatable read read only");
		const columns = await arrays<readonly [table: string, column: string]>(COLUMNS, [schema]);
		const tables = [...Map.groupBy(columns, ([table]) => table)].map(([table, of]) => ({
			table,
			columns: of.map(([, name]) => name),
		}));
		if (!tables.some(({ table }) => table === MIGRATIONS_TABLE)) {
			await client.end();
			return undefined;
		}
		const migrations = await arrays(`select name from ${MIGRATIONS_TABLE} order by name collate "C"`);
		return {
			engine: "PostgreSQL",
			migrations: migrations.map(([name]) => String(name)),
			tables: tables.filter(({ table }) => isCarried(table)),
			async *rows({ table, columns: named }) {
				await client.query(`declare backup no scroll cursor for select ${named.map(quoted).join(", ")} from ${quoted(table)}`);
				for (let size = FIRST_BATCH; ; ) {
					const batch = await arrays(`fetch ${size} from backup`);
					yield batch;
					if (batch.length < size) break;
					const each = JSON.stringify(batch).length / batch.length;
					size = Math.max(1, Math.min(MOST_ROWS, Math.floor(BATCH_SIZE / each)));
				}
				await client.query("close backup");
			},
			async count(table) {
				return Number((await arrays(`select count(*) from ${quoted(table)}`))[0]?.[0]);
			},
			close: () => client.end(),
		};
	} catch (thrown) {
		await client.end();
		throw thrown;
	}
};

const COLUMNS = `
	select c.relname, a.attname from pg_catalog.pg_class c
		join pg_catalog.pg_namespace n on n.oid = c.relnamespace
		join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
	where n.nspname = $1 and c.relkind in ('r', 'p') order by c.relname collate "C", a.attnum
`;
