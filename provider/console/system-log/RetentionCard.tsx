import { Button, Group, NumberInput, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import { May } from "../frame/May.tsx";

const PATH = "/api/v1/internal/logs/settings";

interface Settings {
	readonly keptDays: number;
	readonly shortest: number;
	readonly longest: number;
}

/** How long events are kept; whoever may, changes it. */
export const RetentionCard = () => {
	const settings = useQuery({ queryKey: ["log-settings"], queryFn: () => call<Settings>("GET", PATH) }).data;
	const [open, setOpen] = useState(false);
	if (settings === undefined) return null;
	return (
		<Group mt="md" gap="xs">
			<Text size="sm" c="dimmed">
				Events are kept for {settings.keptDays} days.
			</Text>
			<May to="orgs.manage">
				<Button variant="subtle" size="compact-sm" onClick={() => setOpen(true)}>
					Change how long
				</Button>
			</May>
			{open && <RetentionDialog settings={settings} onClose={() => setOpen(false)} />}
		</Group>
	);
};

const RetentionDialog = ({ settings, onClose }: { readonly settings: Settings; readonly onClose: () => void }) => {
	const { shortest, longest } = settings;
	const [days, setDays] = useState<string | number>(settings.keptDays);
	const save = useAction({
		act: () => call<Settings>("PUT", PATH, { keptDays: Number(days) }),
		done: ({ keptDays }) => `Events are kept for ${keptDays} days.`,
		onDone: onClose,
	});
	const fewer = Number(days) < settings.keptDays;
	return (
		<FormDialog
			opened
			title="How long events are kept"
			submit="Save"
			running={save.running}
			disabled={!(Number(days) >= shortest && Number(days) <= longest)}
			onSubmit={save.run}
			onClose={onClose}
		>
			<FormError error={save.error} fields={["keptDays"]} />
			<NumberInput
				label="Days"
				description={`From ${shortest} to ${longest}.`}
				data-autofocus
				allowDecimal={false}
				min={shortest}
				max={longest}
				value={days}
				error={fieldError(save.error, "keptDays")}
				onChange={setDays}
			/>
			{fewer && <Text size="sm">Events that are older are removed for good, within some minutes.</Text>}
		</FormDialog>
	);
};
