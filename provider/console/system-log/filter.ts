import { type Range, sinceOf } from "./ranges.ts";

/** What the log is searched for. */
export interface Search {
	readonly q: string;
	readonly range: Range;
	/** As a `datetime-local` field has it; for the range `custom`. */
	readonly from: string;
	readonly to: string;
	readonly eventType: string;
	readonly outcome: string;
	readonly actor: string;
	readonly target: string;
	readonly requestId: string;
}

export const EVERYTHING: Search = {
	q: "",
	range: "week",
	from: "",
	to: "",
	eventType: "",
	outcome: "",
	actor: "",
	target: "",
	requestId: "",
};

/** How many of the fields that are folded away say something. */
export const furtherIn = ({ eventType, outcome, actor, target, requestId }: Search): number =>
	[eventType, outcome, actor, target, requestId].filter((text) => text.trim() !== "").length;

/** Ids of people, groups, applications: 20 letters and digits, as Okta has them. */
const ID = /^[0-9A-Za-z]{20}$/;

const text = (value: string): string => JSON.stringify(value);

const party = (of: "actor" | "target", sought: string): string => {
	if (ID.test(sought)) return `${of}.id eq ${text(sought)}`;
	return `(${of}.alternateId co ${text(sought)} or ${of}.displayName co ${text(sought)})`;
};

/** The search in the words of the API (`filter`, RFC 7644 section 3.4.2.2). */
const filterOf = ({ eventType, outcome, actor, target, requestId }: Search): string => {
	const parts: string[] = [];
	if (eventType !== "") parts.push(`eventType eq ${text(eventType)}`);
	if (outcome !== "") parts.push(`outcome.result eq ${text(outcome)}`);
	if (actor.trim() !== "") parts.push(party("actor", actor.trim()));
	if (target.trim() !== "") parts.push(party("target", target.trim()));
	if (requestId.trim() !== "") parts.push(`transaction.id eq ${text(requestId.trim())}`);
	return parts.join(" and ");
};

const moment = (local: string): string | undefined => {
	const milliseconds = Date.parse(local);
	return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString();
};

/** The parameters of a search that begins now. */
export const queryOf = (search: Search): Readonly<Record<"q" | "filter" | "since" | "until", string | undefined>> => ({
	q: search.q,
	filter: filterOf(search),
	since: search.range === "custom" ? (moment(search.from) ?? sinceOf("week")) : sinceOf(search.range),
	until: search.range === "custom" ? moment(search.to) : undefined,
});
