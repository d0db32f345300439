import { Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Facts } from "#common/ui/page/Facts.tsx";
import { May } from "../frame/May.tsx";
import { Address } from "./Address.tsx";
import { AddUriDialog } from "./AddUriDialog.tsx";
import type { Unregistered } from "./unregistered.ts";

/** Both sides of a refused address, what differs, and the way to register it. It comes from whoever sent it, so it is never a link. */
export const UnregisteredUri = ({ of }: { readonly of: Unregistered }) => {
	const [adding, setAdding] = useState(false);
	return (
		<Stack gap="xs" align="flex-start">
			<Facts
				of={[
					["Asked for", <Address key="asked" uri={of.uri} />],
					["Registered then", of.registered.length === 0 ? "None" : of.registered.map((uri) => <Address key={uri} uri={uri} />)],
					["What differs", of.difference],
				]}
			/>
			{of.whole ? (
				<May to="apps.manage">
					<Button size="xs" variant="default" onClick={() => setAdding(true)}>
						Add this URI
					</Button>
				</May>
			) : (
				<Text size="sm" c="dimmed">
					What was asked for is too long, or no address, and cannot be added from here.
				</Text>
			)}
			{adding && <AddUriDialog of={of} onClose={() => setAdding(false)} />}
		</Stack>
	);
};
