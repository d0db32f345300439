import { Code, Stack, Title } from "@mantine/core";
import { Facts } from "#common/ui/page/Facts.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import type { AuditEvent } from "../api.ts";
import { actorName, targetTypeName } from "./actions.ts";
import { besidesChanges, Changes, changesIn } from "./Changes.tsx";
import { isRefusal, REFUSAL_MEMBERS, Refusal } from "./Refusal.tsx";
import { Result } from "./Result.tsx";

/** All that is known about one event. */
export const EventFacts = ({ event }: { event: AuditEvent }) => {
	const changes = changesIn(event.detail["changes"]);
	const refusal = isRefusal(event.detail);
	const rest = Object.entries({ ...event.detail, changes: besidesChanges(event.detail["changes"]) }).filter(
		([name, value]) => value !== undefined && !(refusal && REFUSAL_MEMBERS.includes(name)),
	);
	return (
		<Stack gap="lg">
			{refusal && <Refusal of={event.detail} />}
			{changes.length > 0 && (
				<Stack gap={4}>
					<Title order={3} size="h5">
						Changed fields
					</Title>
					<Changes of={changes} />
				</Stack>
			)}
			<Facts
				of={[
					["Time", <Moment key="time" at={event.time} exact />],
					["Action", <Code key="action">{event.action}</Code>],
					["Result", <Result key="result" of={event.result} />],
					...(event.reason ? [["Reason", event.reason] as const] : []),
					["User", event.actor.id === null ? actorName(event.actor.name) : `${event.actor.name} (${event.actor.id})`],
					["Address", event.address],
					...(event.userAgent ? [["User agent", event.userAgent] as const] : []),
					...(event.target ? [["Target", targetOf(event.target)] as const] : []),
					["Request", <Code key="request">{event.requestId}</Code>],
					...rest.map(([name, value]) => [name, <Detail key={name} value={value} />] as const),
				]}
			/>
		</Stack>
	);
};

const targetOf = ({ type, id, name }: NonNullable<AuditEvent["target"]>): string =>
	name === null ? `${targetTypeName(type)} ${id}` : `${name} (${targetTypeName(type)} ${id})`;

const Detail = ({ value }: { value: unknown }) =>
	typeof value === "string" ? <Code>{value}</Code> : <Code block>{JSON.stringify(value, undefined, 2)}</Code>;
