import { csvLine as line } from "#common/web/csv.ts";
import type { LogEvent } from "./log-event.ts";

const COLUMNS: readonly (readonly [string, (event: LogEvent) => string | null])[] = [
	["published", ({ published }) => published],
	["eventType", ({ eventType }) => eventType],
	["displayMessage", ({ message }) => message],
	["severity", ({ severity }) => severity],
	["outcome.result", ({ result }) => result],
	["outcome.reason", ({ reason }) => reason],
	["actor.id", ({ actor }) => actor.id],
	["actor.type", ({ actor }) => actor.type],
	["actor.alternateId", ({ actor }) => actor.alternateId],
	["actor.displayName", ({ actor }) => actor.displayName],
	["target.id", ({ targets }) => targets.map(({ id }) => id).join(" ")],
	["target.type", ({ targets }) => targets.map(({ type }) => type).join(" ")],
	["target.displayName", ({ targets }) => targets.map(({ displayName }) => displayName).join(", ")],
	["client.ipAddress", ({ client }) => client.ipAddress],
	["client.userAgent", ({ client }) => client.userAgent],
	["client.os", ({ client }) => client.os],
	["client.browser", ({ client }) => client.browser],
	["transaction.id", ({ requestId }) => requestId],
	["sessionId", ({ sessionId }) => sessionId],
	["requestApiTokenId", ({ apiTokenId }) => apiTokenId],
	["debugData", ({ detail }) => JSON.stringify(detail)],
	["uuid", ({ id }) => id],
];

/** The first line of a file of events. */
export const csvHead = (): string => line(COLUMNS.map(([name]) => name));

/** An event as a line of such a file. */
export const csvLine = (event: LogEvent): string => line(COLUMNS.map(([, of]) => of(event)));
