import { isIP } from "node:net";
import type { LogEvent } from "./log-event.ts";

const orNull = (text: string): string | null => text || null;

const VERSIONS: Readonly<Record<number, string>> = { 4: "V4", 6: "V6" };

/** An event as Okta's System Log API writes it: every key is there, null where nothing is known. */
export const toOktaEvent = ({ client, requestId, sessionId, apiTokenId, ...event }: LogEvent) => ({
	actor: { ...event.actor, detailEntry: null },
	client: {
		userAgent: { rawUserAgent: orNull(client.userAgent), os: client.os, browser: client.browser },
		zone: null,
		device: client.device,
		id: null,
		ipAddress: orNull(client.ipAddress),
		geographicalContext: null,
	},
	device: null,
	authenticationContext: {
		authenticationProvider: null,
		credentialProvider: null,
		credentialType: null,
		issuer: null,
		interface: null,
		authenticationStep: 0,
		rootSessionId: sessionId,
		externalSessionId: sessionId,
	},
	displayMessage: event.message,
	eventType: event.eventType,
	outcome: { result: event.result, reason: event.reason },
	published: event.published,
	securityContext: { asNumber: null, asOrg: null, isp: null, domain: null, isProxy: null },
	severity: event.severity,
	debugContext: { debugData: { requestId, ...event.detail } },
	legacyEventType: null,
	transaction: {
		// Request ids begin with `req`; what no request caused has another id, or none.
		type: requestId.startsWith("req") ? "WEB" : "JOB",
		id: requestId,
		detail: apiTokenId === null ? {} : { requestApiTokenId: apiTokenId },
	},
	uuid: event.id,
	version: "0",
	request: {
		ipChain: client.ipAddress
			? [{ ip: client.ipAddress, geographicalContext: null, version: VERSIONS[isIP(client.ipAddress)] ?? null, source: null }]
			: [],
	},
	target: event.targets.map(({ id, type, displayName, alternateId = displayName }) => ({
		id,
		type,
		alternateId,
		displayName,
		detailEntry: null,
		changeDetails: null,
	})),
});
