import { AsyncLocalStorage } from "node:async_hooks";
import type { IncomingMessage } from "node:http";
import type { TraceSettings } from "../settings/traces.ts";
import { newSpanId, placeOf, writeTraceparent } from "./traceparent.ts";

/** Text, or a number. Never what a caller sent: no address with its parameters, no statement with its values. */
export type Attributes = Readonly<Record<string, string | number>>;

/** A span that is over (OpenTelemetry's data model). */
export interface Span {
	readonly traceId: string;
	readonly spanId: string;
	readonly parentId: string | undefined;
	readonly name: string;
	readonly kind: "server" | "client" | "internal";
	/** Milliseconds since 1970. */
	readonly began: number;
	readonly ended: number;
	readonly attributes: Attributes;
	readonly failed: boolean;
}

/** A span under way. */
export interface OpenSpan {
	readonly traceId: string;
	readonly spanId: string;
	/** Ends it; what is known by now counts. */
	end(outcome?: { readonly name?: string; readonly attributes?: Attributes; readonly failed?: boolean }): void;
}

/** Takes spans that are over, and sends them on. */
export interface Exporter {
	take(span: Span): void;
	/** Resolves once everything is sent, or given up. */
	close(): Promise<void>;
}

interface Traces {
	readonly exporter: Exporter;
	/** Of all traces, from 0 to 1. */
	readonly share: number;
}

const current = new AsyncLocalStorage<OpenSpan>();
let traces: Traces | undefined;

/** Whether spans are kept; where not, nothing here is ever called. */
export const isTracing = (): boolean => traces !== undefined;

/** Keeps spans from now on, until the function that it answers is called. The code that sends them is loaded here and nowhere else. */
export const startTraces = async (settings: TraceSettings | undefined): Promise<() => Promise<void>> => {
	if (settings === undefined) return async () => {};
	const { createExporter } = await import("./otlp.ts");
	const started: Traces = { exporter: createExporter(settings), share: settings.share };
	traces = started;
	return async () => {
		if (traces === started) traces = undefined;
		await started.exporter.close();
	};
};

/** The same for every process that meets the trace, so that a trace is whole or not there. */
const isKept = (traceId: string, share: number): boolean => Number.parseInt(traceId.slice(-13), 16) < share * 16 ** 13;

const open = (traceId: string, parentId: string | undefined, name: string, kind: Span["kind"], known: Attributes): OpenSpan => {
	const spanId = newSpanId();
	const began = performance.timeOrigin + performance.now();
	return {
		traceId,
		spanId,
		end({ name: called = name, attributes = {}, failed = false } = {}) {
			const ended = performance.timeOrigin + performance.now();
			const all = { ...known, ...attributes };
			traces?.exporter.take({ traceId, spanId, parentId, name: called, kind, began, ended, attributes: all, failed });
		},
	};
};

/** The span of a request that came; undefined where its trace is not one that is kept. */
export const openRequest = (request: IncomingMessage): OpenSpan | undefined => {
	const place = traces && placeOf(request, true);
	if (!traces || !place || !isKept(place.traceId, traces.share)) return undefined;
	return open(place.traceId, place.parentId, request.method ?? "", "server", {});
};

/** Does `work` in the course of `span`. */
export const within = (span: OpenSpan, work: () => void): void => current.run(span, work);

/** A span below the one in whose course this is; undefined where there is none. */
export const openBelow = (name: string, kind: Span["kind"], attributes: Attributes): OpenSpan | undefined => {
	if (traces === undefined) return undefined;
	const above = current.getStore();
	return above && open(above.traceId, above.spanId, name, kind, attributes);
};

/** What a request to somebody else says of the trace. */
export const traceparentOf = ({ traceId, spanId }: OpenSpan): string => writeTraceparent(traceId, spanId);
