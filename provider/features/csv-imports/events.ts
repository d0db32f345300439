import { fromJson, type Json } from "#common/db/columns.ts";
import type { Person } from "../administrators/administrators.ts";
import type { EventType } from "../system-log/event-types.ts";
import type { LogTarget, NewEvent } from "../system-log/system-log.ts";
import type { Origin } from "./csv-imports.ts";

/** An event of an import: whoever began it did it, and all have the id of the call with which it began. */
export const eventOf = (
	eventType: EventType,
	{ userId, login, name }: Person,
	origin: Json<Origin> | null,
	targets: readonly LogTarget[],
): NewEvent => {
	const { requestId, ipAddress, userAgent } =
		origin === null ? { requestId: "", ipAddress: "", userAgent: "" } : fromJson(origin);
	return {
		eventType,
		actor: { id: userId, type: "User", alternateId: login, displayName: name },
		targets,
		result: "SUCCESS",
		requestId,
		client: { ipAddress, userAgent },
	};
};
