import type { Kysely, Transaction } from "kysely";
import type { Row } from "./snapshot.ts";

export type Db = Kysely<unknown>;
export type Tx = Transaction<unknown>;

/** A table as the target's own schema has it: every name that gets into SQL comes from here, and never from a file. */
export interface TargetTable {
	readonly name: string;
	readonly columns: readonly TargetColumn[];
}

export interface TargetColumn {
	readonly name: string;
	readonly isNumber: boolean;
	/** Whether the engine gives a row its number where none is said. */
	readonly counts: boolean;
}

/** What restoring into one of the engines takes, and no other code knows. */
export interface Target {
	/** Outside the transaction. @throws BackupError where a process of Signet has the database open. */
	begin(db: Db): Promise<void>;
	/** Drops all tables but those that say which migrations ran, and keeps others out until the transaction ends. */
	clear(tx: Tx): Promise<void>;
	/** Takes away what must not act while rows come in any order; what it answers puts that back, and throws where rows do not fit. */
	open(tx: Tx, tables: readonly TargetTable[]): Promise<() => Promise<void>>;
	insert(tx: Tx, table: string, columns: readonly TargetColumn[], rows: readonly Row[]): Promise<void>;
	/** Outside the transaction, once it is committed. */
	end(db: Db): Promise<void>;
}
