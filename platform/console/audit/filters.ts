import { useNavigate, useSearch } from "@tanstack/react-router";

const NAMES = ["q", "action", "targetType", "target", "actor", "result", "from", "to", "requestId"] as const;

export type FilterName = (typeof NAMES)[number];

/** What is looked for; empty texts look for nothing. Moments are ISO 8601. */
export type Filters = Readonly<Record<FilterName, string>>;

export interface UseFilters {
	readonly filters: Filters;
	/** The event that lies open. */
	readonly id: string | undefined;
	change(part: Partial<Filters>): void;
	clear(): void;
	open(id: string | undefined): void;
}

/** The filters and the open event, kept in the address, so that both can be sent on, bookmarked and gone back to. */
export const useFilters = (): UseFilters => {
	const search = useSearch({ strict: false }) as Readonly<Record<string, unknown>>;
	const navigate = useNavigate();
	const go = (next: Readonly<Record<string, string | undefined>>, replace: boolean) =>
		void navigate({ to: "/manage/audit", search: filled(next) as never, replace, resetScroll: false });
	// The router reads `?q=1` as a number.
	const textOf = (name: string) => (search[name] === undefined ? "" : String(search[name]));
	const filters = Object.fromEntries(NAMES.map((name) => [name, textOf(name)])) as Filters;
	const id = textOf("id") || undefined;
	return {
		filters,
		id,
		change: (part) => go({ ...filters, ...part }, true),
		clear: () => go({}, true),
		open: (opened) => go({ ...filters, id: opened }, false),
	};
};

const filled = (of: Readonly<Record<string, string | undefined>>) =>
	Object.fromEntries(Object.entries(of).filter(([, value]) => value));

/** As pages of faults show it. */
const REQUEST_ID = /^req[\w-]{22}$/;

/** Whether somebody looks for the request id that they were shown. */
export const soughtRequest = ({ q }: Filters): string | undefined => (REQUEST_ID.test(q.trim()) ? q.trim() : undefined);

/** What the API is asked; a request id is looked up instead of searched. */
export const queryOf = (filters: Filters): Readonly<Record<string, string>> => {
	const requestId = soughtRequest(filters);
	return requestId === undefined ? { ...filters } : { ...filters, q: "", requestId };
};
