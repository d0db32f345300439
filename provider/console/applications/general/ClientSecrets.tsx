import { Button, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { call, callList } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import type { ClientSecret } from "../../api.ts";
import { SecretRow } from "./SecretRow.tsx";

/** At most two secrets, so that a new one can be brought to the application while the old one still works. */
const MOST = 2;

/** An application's secrets, the newest first. */
export const ClientSecrets = ({ id }: { readonly id: string }) => {
	const at = `/api/v1/apps/${id}/credentials/secrets`;
	const secrets = useQuery({ queryKey: ["secrets", id], queryFn: () => callList<ClientSecret>(at) });
	const make = useAction({
		act: () => call("POST", at),
		done: "A new secret has been made. The old one still works.",
		errors: "notify",
	});
	return (
		<Loaded query={secrets}>
			{({ items }) => (
				<Stack gap="md">
					{items
						.toSorted((one, other) => other.created.localeCompare(one.created))
						.map((secret, place) => (
							<SecretRow
								key={secret.id}
								at={`${at}/${secret.id}`}
								secret={secret}
								label={place === 0 ? "Client secret" : "Older client secret"}
								only={items.length === 1}
							/>
						))}
					{items.length < MOST ? (
						<Button variant="default" w="fit-content" loading={make.running} onClick={() => make.run()}>
							Generate new secret
						</Button>
					) : (
						<Text size="sm" c="dimmed">
							Both secrets work as long as they are active. Once the application uses the newer one, deactivate and delete the
							older.
						</Text>
					)}
				</Stack>
			)}
		</Loaded>
	);
};
