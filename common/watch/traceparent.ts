import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { slot } from "../web/slots.ts";

/** Where a request stands in a trace (W3C Trace Context). */
export interface TracePlace {
	/** 32 hexadecimal digits. */
	readonly traceId: string;
	/** Whoever asked: 16 hexadecimal digits. */
	readonly parentId: string | undefined;
}

/** Section 3.2: later versions may have more behind. */
const HEADER = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-|$)/;

const NONE = /^0+$/;

/** What a `traceparent` says; undefined where it is none. */
export const readTraceparent = (header: unknown): TracePlace | undefined => {
	const [, traceId = "0", parentId = "0"] = typeof header === "string" ? (HEADER.exec(header) ?? []) : [];
	return NONE.test(traceId) || NONE.test(parentId) ? undefined : { traceId, parentId };
};

const newTraceId = (): string => randomBytes(16).toString("hex");
export const newSpanId = (): string => randomBytes(8).toString("hex");

/** To be passed on to whoever is asked in the course of a span. */
export const writeTraceparent = (traceId: string, spanId: string): string => `00-${traceId}-${spanId}-01`;

const places = slot<TracePlace>("trace");

/** The place of a request, its own or, where it brings none and `begin` says so, that of a new trace: the same whoever asks for it. */
export const placeOf = (request: IncomingMessage, begin: boolean): TracePlace | undefined => {
	const { traceparent } = request.headers;
	if (traceparent === undefined && !begin) return undefined;
	const place =
		places.get(request) ?? readTraceparent(traceparent) ?? (begin ? { traceId: newTraceId(), parentId: undefined } : undefined);
	if (place) places.set(request, place);
	return place;
};
