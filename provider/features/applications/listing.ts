import { checkedExpression, conditionOf } from "#common/db/conditions.ts";
import { listNamed, type Page, pageOf } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import type { AnyApplication } from "./application.ts";
import { applicationProperties, selectApplications } from "./applications.store.ts";
import { cursorAt, type ListQuery, type Only, positionAfter } from "./lists.ts";
import { fromRow } from "./registered.ts";

/**
 * One page of applications in the order of their labels. `q` occurs anywhere in the label, or begins the name.
 *
 * @throws Fault `invalid_request`; `expression_refused` for a filter.
 */
export const listApplications = async (
	db: Db,
	{ q, filter, only, limit, after }: ListQuery & { readonly filter?: string | undefined; readonly only?: Only | undefined },
): Promise<Page<AnyApplication>> => {
	const expression =
		filter === undefined
			? undefined
			: checkedExpression(filter, applicationProperties, { parameter: "filter", code: "expression_refused" });
	const list = listNamed("apps", [q, filter]);
	const where = expression && conditionOf(expression, applicationProperties);
	const rows = await selectApplications(db, { q, where, only, after: positionAfter(list, after), limit: limit + 1 });
	return pageOf(rows, limit, ({ label_key: key, id }) => cursorAt(list, { key, id }), fromRow);
};
