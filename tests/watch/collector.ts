import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A span as OTLP/HTTP has it in JSON, and whose it is. */
export interface Received {
	readonly service: string;
	readonly traceId: string;
	readonly spanId: string;
	readonly parentSpanId?: string;
	readonly name: string;
	readonly kind: number;
	readonly startTimeUnixNano: string;
	readonly endTimeUnixNano: string;
	readonly attributes: Readonly<Record<string, string>>;
}

interface Attribute {
	readonly key: string;
	readonly value: { readonly stringValue?: string; readonly intValue?: string };
}

interface Body {
	readonly resourceSpans: readonly {
		readonly resource: { readonly attributes: readonly Attribute[] };
		readonly scopeSpans: readonly { readonly spans: readonly (Omit<Received, "attributes"> & { attributes: Attribute[] })[] }[];
	}[];
}

export interface Collector {
	readonly url: string;
	readonly spans: readonly Received[];
	/** All that came, as it came: addresses, headers and bodies. */
	readonly raw: () => string;
	stop(): Promise<void>;
}

/** Takes spans and keeps them. */
export const startCollector = async (): Promise<Collector> => {
	const spans: Received[] = [];
	const parts: string[] = [];
	const server = createServer(async (request, response) => {
		const body = await text(request);
		parts.push(`${request.url}\n${JSON.stringify(request.headers)}\n${body}\n`);
		spans.push(...spansIn(JSON.parse(body) as Body));
		response.setHeader("content-type", "application/json").end("{}");
	});
	await once(server.listen(0, "127.0.0.1"), "listening");
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		spans,
		raw: () => parts.join(""),
		async stop() {
			server.closeAllConnections();
			await once(server.close(), "close");
		},
	};
};

const spansIn = ({ resourceSpans }: Body): Received[] =>
	resourceSpans.flatMap(({ resource, scopeSpans }) => {
		const service = valuesOf(resource.attributes)["service.name"] ?? "";
		return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ ...span, service, attributes: valuesOf(span.attributes) })));
	});

const valuesOf = (attributes: readonly Attribute[]): Record<string, string> =>
	Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? ""]));
