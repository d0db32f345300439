import { Code, Stack, Switch, TagsInput, Text } from "@mantine/core";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import { Card } from "#common/ui/page/Card.tsx";
import type { PartProps } from "./SecurityPage.tsx";

/** How browsers and proxies reach the platform. */
export const ConnectionCard = ({ draft: { hsts, trustedProxies }, saved, change, disabled, error }: PartProps) => (
	<Card title="Connection">
		<Stack gap="md">
			<Switch
				label="HSTS"
				description="On: browsers are told to come by https only, for a year (Strict-Transport-Security). Off: they are told to forget that. Either means something only where the platform's public address begins with https."
				checked={hsts}
				disabled={disabled}
				onChange={(event) => change({ hsts: event.currentTarget.checked })}
			/>
			{location.protocol !== "https:" && (
				<Text size="sm" c="dimmed">
					This page came by http, so browsers are told nothing at present.
				</Text>
			)}
			<TagsInput
				label="Trusted proxies"
				description="Addresses or networks, such as 10.0.0.0/8, whose X-Forwarded-For is believed. Leave it empty where no proxy stands in front."
				placeholder={trustedProxies.length === 0 ? "10.0.0.0/8" : ""}
				value={[...trustedProxies]}
				disabled={disabled}
				error={fieldError(error, "trustedProxies")}
				splitChars={[",", " "]}
				acceptValueOnBlur
				onChange={(list) => change({ trustedProxies: list.flatMap((text) => text.split(/[,\s]+/)).filter(Boolean) })}
			/>
			{saved.environmentProxies.length > 0 && (
				<Text size="sm" c="dimmed">
					The environment (<Code>SIGNET_TRUST_PROXY</Code>) adds <Code>{saved.environmentProxies.join(", ")}</Code>; that is
					changed there.
				</Text>
			)}
		</Stack>
	</Card>
);
