import { Button, Group, Menu, Progress, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDownload } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { withQuery } from "#common/ui/api/call.ts";
import { Dialog } from "#common/ui/dialogs/Dialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { type Format, readExport, save } from "./exported.ts";

const FORMATS: readonly { readonly format: Format; readonly label: string }[] = [
	{ format: "csv", label: "CSV, for a spreadsheet" },
	{ format: "json", label: "JSON, as the API answers" },
];

const PATH = "/api/v1/internal/logs/export";

interface ExportButtonProps {
	/** Which events. */
	readonly query: Readonly<Record<string, string | undefined>>;
}

/** Saves all events that match as a file. A long one says how far it is, and can be stopped. */
export const ExportButton = ({ query }: ExportButtonProps) => {
	const [events, setEvents] = useState<number>();
	const [error, setError] = useState<Error | null>(null);
	const stopping = useRef<AbortController>(undefined);

	const close = () => {
		stopping.current?.abort();
		setEvents(undefined);
		setError(null);
	};
	const begin = async (format: Format) => {
		const stop = new AbortController();
		stopping.current = stop;
		setError(null);
		setEvents(0);
		try {
			const exported = await readExport(withQuery(PATH, { ...query, format }), format, stop.signal, setEvents);
			save(exported);
			setEvents(undefined);
			notifications.show({
				color: exported.cut ? "yellow" : "pine",
				message: exported.cut
					? `${counted(exported.events)} have been saved, which is what one file holds. Choose a time range that ends earlier for the rest.`
					: `${counted(exported.events)} have been saved.`,
				autoClose: exported.cut ? false : 4_000,
				closeButtonProps: { "aria-label": "Dismiss" },
			});
		} catch (thrown) {
			if (!stop.signal.aborted) setError(thrown as Error);
		}
	};
	return (
		<>
			<Menu position="bottom-end" width={240}>
				<Menu.Target>
					<Button variant="default" leftSection={<IconDownload size={18} aria-hidden />}>
						Export
					</Button>
				</Menu.Target>
				<Menu.Dropdown>
					{FORMATS.map(({ format, label }) => (
						<Menu.Item key={format} onClick={() => void begin(format)}>
							{label}
						</Menu.Item>
					))}
				</Menu.Dropdown>
			</Menu>
			<Dialog opened={events !== undefined} onClose={close} title="Export events">
				<Stack gap="md">
					{error === null ? (
						<>
							<Progress value={100} animated aria-label="Reading events" />
							<Text size="sm" role="status">
								{counted(events ?? 0)} so far …
							</Text>
						</>
					) : (
						<FormError error={error} />
					)}
					<Group justify="flex-end">
						<Button variant="default" onClick={close}>
							{error === null ? "Cancel" : "Close"}
						</Button>
					</Group>
				</Stack>
			</Dialog>
		</>
	);
};

const counted = (events: number): string => `${events.toLocaleString("en")} ${events === 1 ? "event" : "events"}`;
