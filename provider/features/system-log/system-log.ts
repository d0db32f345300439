import type { EventType } from "./event-types.ts";

/**
 * The System Log: every sign-in, refusal and change, with who, what, from where, how it ended, and the request id that the
 * person concerned was shown.
 */

export interface LogActor {
	readonly id: string | null;
	readonly type: "User" | "PublicClientApp" | "SystemPrincipal";
	readonly alternateId: string;
	readonly displayName: string;
}

export interface LogTarget {
	readonly id: string;
	/** `User`, `UserGroup`, `AppInstance`, ... */
	readonly type: string;
	readonly displayName: string;
}

export interface LogClient {
	readonly ipAddress: string;
	readonly userAgent: string;
}

/** An event to be written. */
export interface NewEvent {
	readonly eventType: EventType;
	readonly actor: LogActor;
	readonly targets: readonly LogTarget[];
	readonly result: "SUCCESS" | "FAILURE" | "DENY";
	readonly reason?: string | undefined;
	readonly requestId: string;
	readonly client: LogClient;
	readonly detail?: Record<string, unknown>;
}
