import { Code, Group, Stack } from "@mantine/core";
import { CopyButton } from "#common/ui/fields/CopyButton.tsx";
import { Facts } from "#common/ui/page/Facts.tsx";
import type { EventParty, LogEvent } from "../api.ts";
import { nameOf } from "./parties.ts";
import { RulesOf, rulesIn } from "./RulesOf.tsx";
import { UnregisteredUri } from "./UnregisteredUri.tsx";
import { unregisteredIn } from "./unregistered.ts";

/** What stands in words of its own above the rest. */
const SHOWN = new Set(["redirectUri", "postLogoutRedirectUri", "registered", "nearest", "differs", "difference"]);

/** All that is known of an event. */
export const EventDetails = ({ event }: { readonly event: LogEvent }) => {
	const { published, eventType, severity, actor, target, outcome, client, transaction, debugContext } = event;
	const unregistered = unregisteredIn(event);
	const rules = rulesIn(event);
	const told = new Set([...(unregistered ? SHOWN : []), ...(rules.length > 0 ? ["rules"] : []), "rule"]);
	const data = debugContext?.debugData ?? {};
	const debug = Object.entries(data).filter(([name, value]) => !told.has(name) && value !== transaction.id);
	return (
		<Stack gap="md">
			<Facts
				of={[
					["Request ID", <Copied key="request" label="Request ID" value={transaction.id} />],
					["Outcome", outcome.reason ? `${outcome.result}: ${outcome.reason}` : outcome.result],
					...(rules.length > 0 ? [["Rules that decided", <RulesOf key="rules" rules={rules} />] as const] : []),
					...(data["rule"] === undefined ? [] : [["Rule that refused", textOf(data["rule"])] as const]),
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
			{unregistered && <UnregisteredUri of={unregistered} />}
			{debug.length > 0 && (
				<Code block style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
					{debug.map(([name, value]) => `${name}: ${textOf(value)}`).join("\n")}
				</Code>
			)}
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
	const rest = [...new Set([party.type, party.alternateId, party.id])].filter((part) => part && part !== name);
	return rest.length > 0 ? `${name} (${rest.join(", ")})` : name;
};

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
