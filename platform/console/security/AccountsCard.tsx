import { NumberInput, Stack, Switch } from "@mantine/core";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import { Card } from "#common/ui/page/Card.tsx";
import type { PartProps } from "./SecurityPage.tsx";

const USUAL_DORMANCY = 90;

/** API keys, and accounts that nobody uses. */
export const AccountsCard = ({ draft: { apiKeyMaxDays, dormancyDays }, change, disabled, error }: PartProps) => (
	<Card title="API keys and accounts">
		<Stack gap="md">
			<NumberInput
				label="Longest life of an API key"
				description="Days. People choose how long their keys last, up to this."
				value={apiKeyMaxDays}
				min={1}
				max={365}
				allowDecimal={false}
				disabled={disabled}
				error={fieldError(error, "apiKeyMaxDays")}
				onChange={(days) => typeof days === "number" && change({ apiKeyMaxDays: days })}
				maw={400}
			/>
			<Switch
				label="Dormancy"
				description="An account that nobody used for a while is set dormant: it stays, and opens to nobody until an administrator activates it."
				checked={dormancyDays !== null}
				disabled={disabled}
				onChange={(event) => change({ dormancyDays: event.currentTarget.checked ? USUAL_DORMANCY : null })}
			/>
			{dormancyDays !== null && (
				<NumberInput
					label="Days until dormant"
					value={dormancyDays}
					min={7}
					max={3650}
					allowDecimal={false}
					disabled={disabled}
					error={fieldError(error, "dormancyDays")}
					onChange={(days) => typeof days === "number" && change({ dormancyDays: days })}
					maw={400}
				/>
			)}
		</Stack>
	</Card>
);
