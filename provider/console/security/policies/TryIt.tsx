import { Alert, Button, Checkbox, Group, List, Stack, Text, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import { Facts } from "#common/ui/page/Facts.tsx";
import type { Application, Person } from "../../api.ts";
import { nameOf } from "../../people/names.ts";
import { PickOne } from "./PickOne.tsx";
import type { Draft, Verdict } from "./types.ts";
import { FAILED, KINDS, METHODS, minutesText } from "./words.ts";

interface TryItProps {
	/** What is tried before it is saved; none: what holds now. */
	readonly draft?: () => Draft;
	/** The access policy that is tried, whichever the application goes by. */
	readonly accessPolicyId?: string | undefined;
}

/** Minutes: beyond it an application asks for no other sign-in. */
const YEAR = 1_440 * 365;
const OWN = "";
const CONSOLE = "signet_console";
const PLACES = [
	{ value: OWN, label: "Signet's own pages" },
	{ value: CONSOLE, label: "Administrators' console" },
];

/** Asks what would become of a sign-in. Nothing is saved and nobody is signed in. */
export const TryIt = ({ draft, accessPolicyId }: TryItProps) => {
	const [person, setPerson] = useState<string | null>(null);
	const [application, setApplication] = useState<string | null>(accessPolicyId === undefined ? OWN : CONSOLE);
	const [address, setAddress] = useState("");
	const [known, setKnown] = useState(false);
	const [verdict, setVerdict] = useState<Verdict>();
	const result = useRef<HTMLDivElement>(null);
	useEffect(() => {
		if (verdict) result.current?.scrollIntoView({ block: "nearest" });
	}, [verdict]);
	const trying = useAction({
		act: () =>
			call<Verdict>("POST", "/api/v1/internal/policies/try", {
				userId: person ?? "",
				...(application ? { applicationId: application } : {}),
				address: address.trim(),
				knownDevice: known,
				...(draft ? { draft: draft() } : {}),
				...(accessPolicyId === undefined ? {} : { accessPolicyId }),
			}),
		onDone: (found) => setVerdict(found),
	});
	return (
		<Stack gap="md">
			<Group align="flex-start" gap="sm">
				<div style={{ flex: "1 1 220px" }}>
					<PickOne<Person>
						label="Person"
						from="/api/v1/users"
						required
						value={person}
						name={(one) => `${nameOf(one)} (${one.profile.login})`}
						error={fieldError(trying.error, "userId") && "Choose a person."}
						onChange={setPerson}
					/>
				</div>
				<div style={{ flex: "1 1 220px" }}>
					<PickOne<Application>
						label="Signs in to"
						from="/api/v1/apps"
						required
						first={PLACES}
						value={application}
						name={({ label }) => label}
						onChange={setApplication}
					/>
				</div>
				<TextInput
					flex="1 1 180px"
					label="From the address"
					required
					placeholder="203.0.113.7"
					spellCheck={false}
					value={address}
					error={fieldError(trying.error, "address")}
					onChange={(event) => setAddress(event.currentTarget.value)}
				/>
			</Group>
			<Group justify="space-between" gap="sm">
				<Checkbox
					label="On a device that they have signed in with before"
					checked={known}
					onChange={(event) => setKnown(event.currentTarget.checked)}
				/>
				<Button type="button" variant="default" loading={trying.running} onClick={() => trying.run()}>
					Try it
				</Button>
			</Group>
			<FormError error={trying.error} fields={["userId", "address"]} />
			<div aria-live="polite" ref={result}>
				{verdict && !trying.error && <Result verdict={verdict} />}
			</div>
		</Stack>
	);
};

const SAYS = {
	denied: ["red", "They are refused."],
	nothing: ["pine", "Their password lets them in."],
	proof: ["pine", "They are asked for more than their password, which they have."],
	enrolment: ["yellow", "They are asked to set up another factor first."],
	impossible: ["red", "They are refused: they have nothing that would do, and may set nothing up."],
} as const;

const Result = ({ verdict }: { readonly verdict: Verdict }) => {
	const { outcome, decidedBy, asked } = verdict;
	const [color, sentence] = SAYS[outcome];
	const passed = asked.filter(({ failed }) => failed !== undefined);
	return (
		<Alert color={color} title={sentence}>
			<Stack gap="sm">
				<Facts
					of={[
						["Decided by", decidedBy.map(({ policyName, ruleName }) => `${policyName}: ${ruleName}`).join("; ") || "No rule"],
						...(outcome === "denied" ? [] : factsOf(verdict)),
					]}
				/>
				{passed.length > 0 && (
					<div>
						<Text size="sm">Passed over:</Text>
						<List size="sm">
							{passed.map(({ policyId, ruleId, policyName, ruleName, failed = "" }) => (
								<List.Item key={`${policyId} ${ruleId}`}>
									{policyName}: {ruleName}, because {FAILED[failed]}
								</List.Item>
							))}
						</List>
					</div>
				)}
			</Stack>
		</Alert>
	);
};

const factsOf = (verdict: Verdict): readonly (readonly [string, string])[] => {
	const { methods, kinds, ways, sessionMinutes, idleMinutes, reauthenticateMinutes: again } = verdict;
	const named = (names: Readonly<Record<string, string>>, all: readonly string[]) =>
		all.map((one) => names[one] ?? one).join(", ");
	const held = ways.map(({ method, has }) => `${METHODS[method] ?? method}${has ? " (set up)" : ""}`);
	return [
		...(methods.length > 0 ? [["Asked for", named(METHODS, methods)] as const] : []),
		...(kinds.length > 0 ? [["To set up", named(KINDS, kinds)] as const] : []),
		...(held.length > 0 ? [["Would do", held.join(", ")] as const] : []),
		["Session ends", sessionText(sessionMinutes, idleMinutes)],
		...(again !== undefined && again < YEAR
			? [["Signs in again", again === 0 ? "Every time" : `After ${minutesText(Math.ceil(again))}`] as const]
			: []),
	];
};

const sessionText = (lifetime: number, idle: number): string =>
	[
		...(lifetime > 0 ? [`after ${minutesText(lifetime)}`] : []),
		...(idle > 0 && (lifetime === 0 || idle < lifetime) ? [`after ${minutesText(idle)} without use`] : []),
	].join(", or ") || "never by itself";
