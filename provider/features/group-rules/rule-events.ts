import type { EventType } from "../system-log/event-types.ts";
import type { NewEvent } from "../system-log/system-log.ts";

interface Target {
	readonly type: string;
	readonly id: string;
	readonly name: string;
}

/** An event that no call caused: a rule did. */
export const eventOfRules = (eventType: EventType, ruleId: string, targets: readonly Target[]): NewEvent => ({
	eventType,
	actor: { id: ruleId, type: "SystemPrincipal", alternateId: ruleId, displayName: "Group rules" },
	targets: targets.map(({ type, id, name }) => ({ type, id, displayName: name })),
	result: "SUCCESS",
	requestId: ruleId,
	client: { ipAddress: "", userAgent: "" },
});
