import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { Card } from "#common/ui/page/Card.tsx";
import { countOf, IMPORTS, type PeopleImport } from "./types.ts";

/** How far it has come. */
export const ProgressCard = ({ one }: { readonly one: PeopleImport }) => {
	const writes = one.status === "RUNNING";
	const at = writes ? one.done : one.checked;
	const cancel = useAction({ act: () => call("POST", `${IMPORTS}/${one.id}/cancel`), errors: "notify" });
	return (
		<Card
			title={writes ? "Importing" : "Checking"}
			description="You can leave this page: it goes on by itself, and after a restart of the server."
			actions={
				<Button variant="default" size="xs" loading={cancel.running} onClick={() => cancel.run()}>
					Cancel
				</Button>
			}
		>
			<Stack gap="sm">
				<Progress value={(100 * at) / Math.max(1, one.rows)} aria-label={writes ? "Imported" : "Checked"} />
				<Group justify="space-between" gap="xs" aria-live="polite">
					<Text size="sm">
						{at.toLocaleString("en")} of {countOf(one.rows, "row", "rows")}
					</Text>
				</Group>
			</Stack>
		</Card>
	);
};
