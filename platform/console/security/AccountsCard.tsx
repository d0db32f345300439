import { Stack, Switch } from "@mantine/core";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import { Card } from "#common/ui/page/Card.tsx";
import { DaysField } from "./DaysField.tsx";
import type { PartProps } from "./SecurityPage.tsx";

const USUAL_DORMANCY = 90;

/** API keys, and accounts that nobody uses. */
export const AccountsCard = ({ draft: { apiKeyMaxDays, dormancyDays }, change, disabled, error }: PartProps) => (
	<Card title="API keys and accounts">
		<Stack gap="md">
			<DaysField
				label="Longest life of an API key"
				description="Days. People choose how long their keys last, up to this."
				value={apiKeyMaxDays}
				min={1}
				max={365}
				disabled={disabled}
				error={fieldError(error, "apiKeyMaxDays")}
				onChange={(days) => change({ apiKeyMaxDays: days })}
			/>
			<Switch
				label="Dormancy"
				description="An account that nobody used for a while is set dormant: it stays, and opens to nobody until an administrator activates it."
				checked={dormancyDays !== null}
				disabled={disabled}
				onChange={(event) => change({ dormancyDays: event.currentTarget.checked ? USUAL_DORMANCY : null })}
			/>
			{dormancyDays !== null && (
				<DaysField
					label="Days until dormant"
					value={dormancyDays}
					min={7}
					max={3650}
					disabled={disabled}
					error={fieldError(error, "dormancyDays")}
					onChange={(days) => change({ dormancyDays: days })}
				/>
			)}
		</Stack>
	</Card>
);
