import { Code } from "@mantine/core";
import { Facts } from "#common/ui/page/Facts.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import type { AuditEvent } from "../api.ts";
import { Result } from "./Result.tsx";

/** All that is known about one event. */
export const EventFacts = ({ event }: { event: AuditEvent }) => (
	<Facts
		of={[
			["Time", <Moment key="time" at={event.time} exact />],
			["Action", <Code key="action">{event.action}</Code>],
			["Result", <Result key="result" of={event.result} />],
			...(event.reason ? [["Reason", event.reason] as const] : []),
			["Address", event.address],
			...(event.target ? [["Target", targetOf(event.target)] as const] : []),
			["Request", <Code key="request">{event.requestId}</Code>],
			...Object.entries(event.detail).map(([name, value]) => [name, <Detail key={name} value={value} />] as const),
		]}
	/>
);

const targetOf = ({ type, id, name }: NonNullable<AuditEvent["target"]>): string =>
	name === null ? `${type} ${id}` : `${name} (${type} ${id})`;

const Detail = ({ value }: { value: unknown }) =>
	typeof value === "string" ? <Code>{value}</Code> : <Code block>{JSON.stringify(value, undefined, 2)}</Code>;
