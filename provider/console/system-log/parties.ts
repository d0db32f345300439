import type { EventParty } from "../api.ts";

/** What a participant of an event is called. */
export const nameOf = ({ displayName, alternateId, id, type }: EventParty): string => displayName || alternateId || id || type;
