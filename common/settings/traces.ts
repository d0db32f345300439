import { SettingsError } from "./settings.ts";

/** Where traces go. Its headers may be secret. */
export interface TraceSettings {
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	/** What this program is called in traces. */
	readonly service: string;
	/** Of all traces, from 0 to 1. */
	readonly share: number;
}

/**
 * What OpenTelemetry's own variables say (OpenTelemetry, Environment Variable Specification and OTLP Exporter); undefined where none names a
 * collector.
 *
 * @throws SettingsError
 */
export const readTraces = (service: string, environment: NodeJS.ProcessEnv): TraceSettings | undefined => {
	const read = (name: string) => environment[`OTEL_${name}`] || undefined;
	const base = read("EXPORTER_OTLP_ENDPOINT");
	const given = read("EXPORTER_OTLP_TRACES_ENDPOINT") ?? (base && `${base.replace(/\/+$/, "")}/v1/traces`);
	if (given === undefined || read("SDK_DISABLED")?.toLowerCase() === "true" || read("TRACES_EXPORTER") === "none")
		return undefined;
	const url = URL.parse(given);
	const share = Number(read("TRACES_SAMPLER_ARG") ?? 1);
	const faults = [
		...(url && /^https?:$/.test(url.protocol) && !url.username
			? []
			: ["OTEL_EXPORTER_OTLP_ENDPOINT must be an http or https address."]),
		...(share >= 0 && share <= 1 ? [] : ["OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1."]),
	];
	if (!url || faults.length > 0) throw new SettingsError(faults);
	const headers = headersOf(read("EXPORTER_OTLP_TRACES_HEADERS") ?? read("EXPORTER_OTLP_HEADERS") ?? "");
	return { url: url.href, headers, service: read("SERVICE_NAME") ?? service, share };
};

/** As W3C Baggage has it: `name=value,name=value`, with values encoded by percent signs. */
const headersOf = (text: string): Record<string, string> => {
	const pairs = text.split(",").map((pair) => /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(pair));
	try {
		return Object.fromEntries(pairs.flatMap((found) => (found ? [[found[1], decodeURIComponent(found[2] ?? "")]] : [])));
	} catch {
		throw new SettingsError([
			"OTEL_EXPORTER_OTLP_HEADERS must be name=value, separated by commas, values encoded like addresses.",
		]);
	}
};
