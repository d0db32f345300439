import { Counter } from "prom-client";
import type { TraceSettings } from "../settings/traces.ts";
import { version } from "./process.ts";
import { registry } from "./registry.ts";
import type { Attributes, Exporter, Span } from "./traces.ts";

/** Milliseconds. */
const EVERY = 2_000;
const PATIENCE = 10_000;
const MOST_AT_ONCE = 512;
/** Spans that wait; more than so many are lost, so that a collector that is away costs no more than this. */
const MOST_WAITING = 4_096;

const spans = new Counter({
	name: "signet_trace_spans_total",
	help: "Spans, sent to the collector or lost.",
	labelNames: ["outcome"],
	registers: [registry],
});

const KINDS = { internal: 1, server: 2, client: 3 } as const;
const ERROR = 2;

/** Sends spans by OTLP/HTTP in JSON (OpenTelemetry Protocol, section "JSON Protobuf Encoding"). */
export const createExporter = ({ url, headers, service }: TraceSettings): Exporter => {
	const waiting: Span[] = [];
	const resource = { attributes: attributesOf({ "service.name": service, "service.version": version }) };
	const scope = { name: "signet", version };
	let sending: Promise<void> | undefined;

	const post = async (batch: readonly Span[]): Promise<void> => {
		const body = JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope, spans: batch.map(toOtlp) }] }] });
		const signal = AbortSignal.timeout(PATIENCE);
		const sent = await fetch(url, {
			method: "POST",
			headers: { ...headers, "content-type": "application/json" },
			body,
			redirect: "error",
			signal,
		}).then(
			async (answer) => {
				await answer.body?.cancel();
				return answer.ok;
			},
			() => false,
		);
		spans.inc({ outcome: sent ? "sent" : "lost" }, batch.length);
	};
	const sendAll = async (): Promise<void> => {
		while (waiting.length > 0) await post(waiting.splice(0, MOST_AT_ONCE));
		sending = undefined;
	};
	const send = (): void => {
		if (waiting.length > 0) sending ??= sendAll();
	};
	const timer = setInterval(send, EVERY).unref();
	return {
		take(span) {
			if (waiting.length >= MOST_WAITING) spans.inc({ outcome: "lost" });
			else waiting.push(span);
			if (waiting.length >= MOST_AT_ONCE) send();
		},
		async close() {
			clearInterval(timer);
			send();
			await sending;
		},
	};
};

const toOtlp = ({ traceId, spanId, parentId, name, kind, began, ended, attributes, failed }: Span) => ({
	traceId,
	spanId,
	...(parentId === undefined ? {} : { parentSpanId: parentId }),
	name,
	kind: KINDS[kind],
	startTimeUnixNano: nanoseconds(began),
	endTimeUnixNano: nanoseconds(ended),
	attributes: attributesOf(attributes),
	...(failed ? { status: { code: ERROR } } : {}),
});

/** More digits than a number has. */
const nanoseconds = (milliseconds: number): string => `${Math.round(milliseconds * 1_000)}000`;

const attributesOf = (attributes: Attributes) =>
	Object.entries(attributes).map(([key, value]) => ({
		key,
		value: typeof value === "string" ? { stringValue: value } : { intValue: String(value) },
	}));
