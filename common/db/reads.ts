import type { CompiledQuery } from "kysely";

const RAW_READ = /^\s*select\b/i;

/** Whether a query only reads, and need not wait for who writes. */
export const reads = ({ query, sql }: CompiledQuery): boolean =>
	query.kind === "SelectQueryNode" || (query.kind === "RawNode" && RAW_READ.test(sql));
