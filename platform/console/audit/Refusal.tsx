import { Alert, Code, Group, Stack, Text, Title } from "@mantine/core";
import { CopyButton } from "#common/ui/fields/CopyButton.tsx";
import { Facts } from "#common/ui/page/Facts.tsx";

type Detail = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Detail => typeof value === "object" && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** The members of a detail that this shows. */
export const REFUSAL_MEMBERS: readonly string[] = ["sent", "received", "rule", "side", "expected", "found", "advice"];

export const isRefusal = (detail: Detail): boolean => typeof detail["rule"] === "string";

const sides: Readonly<Record<string, string>> = {
	platform: "To be changed on this platform",
	provider: "To be changed at the identity provider",
	person: "For the person who signs in",
};

/** A refused sign-in: which rule refused, what to change on which side, what was sent and what came back. */
export const Refusal = ({ of }: { of: Detail }) => {
	const advice = textOf(of["advice"]);
	return (
		<Stack gap="md">
			{advice !== "" && (
				<Alert color="yellow" title={sides[textOf(of["side"])] ?? "What to change"}>
					<Group gap="xs" wrap="nowrap" align="flex-start">
						<Text size="sm" flex={1} style={{ overflowWrap: "anywhere" }}>
							{advice}
						</Text>
						<CopyButton label="Copy advice" value={advice} />
					</Group>
				</Alert>
			)}
			<Facts
				of={[
					["Rule", <Code key="rule">{textOf(of["rule"])}</Code>],
					...(["expected", "found"] as const)
						.filter((name) => of[name] !== undefined)
						.map((name) => [name === "expected" ? "Expected" : "Found", <Code key={name}>{textOf(of[name])}</Code>] as const),
				]}
			/>
			<Part title="What was sent" of={of["sent"]} />
			<Part title="What came back" of={of["received"]} />
		</Stack>
	);
};

/** What was sent and what came back, as people call it. */
const labels: Readonly<Record<string, string>> = {
	authorizationEndpoint: "Authorization endpoint",
	issuer: "Issuer",
	clientId: "Client ID",
	redirectUri: "Redirect URI",
	scope: "Scopes",
	responseType: "Response type",
	pkce: "PKCE",
	clientAuthentication: "Client authentication",
	authorizationParameters: "Authorization parameters",
	error: "Error",
	errorDescription: "Error description",
	errorUri: "Error page",
	iss: "Issuer of the answer",
	withCode: "With a code",
	claimNames: "Claims",
	claims: "Values of claims",
};

const Part = ({ title, of }: { title: string; of: unknown }) =>
	isRecord(of) && Object.keys(of).length > 0 ? (
		<Stack gap={4} component="section" aria-label={title}>
			<Title order={3} size="h5">
				{title}
			</Title>
			<Facts of={Object.entries(of).map(([name, value]) => [labels[name] ?? name, <Value key={name} of={value} />] as const)} />
		</Stack>
	) : null;

const Value = ({ of }: { of: unknown }) => {
	if (typeof of === "boolean") return of ? "Yes" : "No";
	const text = typeof of === "string" ? of : Array.isArray(of) ? of.join(", ") : JSON.stringify(of, undefined, 1);
	return <Code style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>{text}</Code>;
};
