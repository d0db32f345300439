import { Card } from "#common/ui/page/Card.tsx";
import { Facts } from "#common/ui/page/Facts.tsx";
import type { TestOutcome } from "../api.ts";

interface TokensResultProps {
	readonly tokens: NonNullable<TestOutcome["tokens"]>;
	readonly support: NonNullable<TestOutcome["support"]>;
}

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

const duration = (seconds: number | null): string => {
	if (seconds === null) return "Not said";
	if (seconds < 2 * MINUTE) return `${seconds} s`;
	if (seconds < 2 * HOUR) return `${Math.round(seconds / MINUTE)} min`;
	return seconds < 2 * DAY ? `${Math.round(seconds / HOUR)} h` : `${Math.round(seconds / DAY)} days`;
};

const clock = (seconds: number | null): string => {
	if (seconds === null) return "Not said";
	if (Math.abs(seconds) <= 1) return "None to speak of";
	return `The provider is ${Math.abs(seconds)} s ${seconds > 0 ? "ahead" : "behind"}`;
};

/** Tokens, signing out, and clocks. */
export const TokensResult = ({ tokens, support }: TokensResultProps) => (
	<Card title="Tokens and signing out">
		<Facts
			of={[
				[
					"Refresh token",
					tokens.refreshToken
						? `Yes, for ${duration(tokens.refreshExpiresIn).toLowerCase()}`
						: "No. Many providers give one only for the scope offline_access.",
				],
				["Access token lasts", duration(tokens.accessTokenLifetime)],
				["ID token lasts", duration(tokens.idTokenLifetime)],
				["Clock difference", clock(tokens.clockDifference)],
				["Sign-out at the provider", support.endSession ? "Supported" : "The provider does not offer it"],
				[
					"Told of sign-outs there",
					[support.backchannelLogout && "back-channel", support.frontchannelLogout && "front-channel"]
						.filter(Boolean)
						.join(", ") || "The provider does not say that it can",
				],
			]}
		/>
	</Card>
);
