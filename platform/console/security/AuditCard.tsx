import { Stack, Switch } from "@mantine/core";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import { Card } from "#common/ui/page/Card.tsx";
import { DaysField } from "./DaysField.tsx";
import type { PartProps } from "./SecurityPage.tsx";

const USUAL_RETENTION = 365;

/** How long the audit log is kept. */
export const AuditCard = ({ draft: { auditDays }, change, disabled, error }: PartProps) => (
	<Card title="Audit log">
		<Stack gap="md">
			<Switch
				label="Forget old events"
				description="Events beyond an age are deleted for good. Switched off, every event is kept for ever."
				checked={auditDays !== null}
				disabled={disabled}
				onChange={(event) => change({ auditDays: event.currentTarget.checked ? USUAL_RETENTION : null })}
			/>
			{auditDays !== null && (
				<DaysField
					label="Days until forgotten"
					value={auditDays}
					min={30}
					max={3650}
					disabled={disabled}
					error={fieldError(error, "auditDays")}
					onChange={(days) => change({ auditDays: days })}
				/>
			)}
		</Stack>
	</Card>
);
