import { Stack } from "@mantine/core";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { useWords } from "#common/ui/words/useWords.tsx";
import { AuthenticatorCard } from "./AuthenticatorCard.tsx";
import { EmailCard } from "./EmailCard.tsx";
import { type OwnFactor, useAllowed, useFactors } from "./factors.ts";
import { PasskeysCard } from "./PasskeysCard.tsx";
import { RecoveryCodesCard } from "./RecoveryCodesCard.tsx";
import { RecoveryQuestionCard } from "./RecoveryQuestionCard.tsx";
import { SecurityQuestionCard } from "./SecurityQuestionCard.tsx";

/** With what one proves who one is, and how one gets back in. */
export const MethodsPage = () => {
	const { say } = useWords();
	const factors = useFactors();
	const allowed = useAllowed();
	return (
		<>
			<PageHeader
				title={say("Sign-in methods")}
				description={say(
					"With a second method nobody gets in with your password alone. Set up two, so that losing one does not lock you out.",
				)}
			/>
			<Loaded query={factors}>
				{(held) => <Loaded query={allowed}>{(kinds) => <Methods held={held} allowed={kinds} />}</Loaded>}
			</Loaded>
		</>
	);
};

interface MethodsProps {
	readonly held: readonly OwnFactor[];
	/** The kinds that may be set up. */
	readonly allowed: ReadonlySet<string>;
}

const Methods = ({ held, allowed }: MethodsProps) => {
	const of = (type: string) => held.find(({ factorType }) => factorType === type);
	const shows = (type: string) => allowed.has(type) || of(type) !== undefined;
	return (
		<Stack gap="lg" maw={820}>
			{shows("webauthn") && <PasskeysCard held={held.filter(({ factorType }) => factorType === "webauthn")} />}
			{shows("token:software:totp") && <AuthenticatorCard held={of("token:software:totp")} />}
			{shows("email") && <EmailCard held={of("email")} />}
			<RecoveryCodesCard />
			{shows("question") && <SecurityQuestionCard held={of("question")} />}
			<RecoveryQuestionCard />
		</Stack>
	);
};
