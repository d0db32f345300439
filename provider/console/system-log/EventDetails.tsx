import { Code, Group, Stack } from "@mantine/core";
import { CopyButton } from "#common/ui/fields/CopyButton.tsx";
import { Facts } from "#common/ui/page/Facts.tsx";
import type { EventParty, LogEvent } from "../api.ts";
import { nameOf } from "./parties.ts";

/** All that is known of an event. */
export const EventDetails = ({ event }: { readonly event: LogEvent }) => {
	const { published, eventType, severity, actor, target, outcome, client, transaction, debugContext } = event;
	const debug = Object.entries(debugContext?.debugData ?? {});
	return (
		<Stack gap="md">
			<Facts
				of={[
					["Request ID", <Copied key="request" label="Request ID" value={transaction.id} />],
					["Outcome", outcome.reason ? `${outcome.result}: ${outcome.reason}` : outcome.result],
					["Actor", partyText(actor)],
					[
						"Target",
						target?.length ? target.map((party) => <div key={`${party.type}${party.id}`}>{partyText(party)}</div>) : "–",
					],
					["Event type", eventType],
					["Severity", severity],
					["Time (UTC)", published],
					["Address", client.ipAddress ?? "–"],
					["Browser", client.userAgent?.rawUserAgent ?? "–"],
					["Event ID", <Copied key="event" label="Event ID" value={event.uuid} />],
				]}
			/>
			{debug.length > 0 && <Code block>{debug.map(([name, value]) => `${name}: ${textOf(value)}`).join("\n")}</Code>}
		</Stack>
	);
};

const Copied = ({ label, value }: { readonly label: string; readonly value: string }) => (
	<Group gap={4} wrap="nowrap" component="span">
		<Code>{value}</Code>
		<CopyButton label={`Copy ${label}`} value={value} />
	</Group>
);

const partyText = (party: EventParty): string => {
	const name = nameOf(party);
	const rest = [party.type, party.alternateId, party.id].filter((part) => part && part !== name);
	return rest.length > 0 ? `${name} (${rest.join(", ")})` : name;
};

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
