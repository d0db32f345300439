import { Checkbox, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import type { TrustedOrigin } from "./types.ts";

interface OriginDialogProps {
	/** The origin to change; none: a new one. */
	readonly origin: TrustedOrigin | undefined;
	readonly onClose: () => void;
}

const AT = "/api/v1/trustedOrigins";

/** Trusts a site, or changes what it is trusted for. */
export const OriginDialog = ({ origin: present, onClose }: OriginDialogProps) => {
	const [name, setName] = useState(present?.name ?? "");
	const [origin, setOrigin] = useState(present?.origin ?? "");
	const [types, setTypes] = useState<string[]>(present?.scopes.map(({ type }) => type) ?? ["CORS", "REDIRECT"]);
	const save = useAction({
		act: () => {
			const body = { name: name.trim(), origin: origin.trim(), scopes: types.map((type) => ({ type })) };
			return present ? call("PUT", `${AT}/${present.id}`, body) : call("POST", AT, body);
		},
		done: present ? `${name.trim()} has been saved.` : `${name.trim()} is trusted now.`,
		onDone: onClose,
	});
	return (
		<FormDialog
			opened
			title={present ? "Edit origin" : "Add origin"}
			submit={present ? "Save" : "Add origin"}
			running={save.running}
			onSubmit={save.run}
			onClose={onClose}
		>
			<FormError error={save.error} fields={["name", "origin", "scopes"]} />
			<TextInput
				label="Name"
				required
				maxLength={255}
				data-autofocus
				value={name}
				error={fieldError(save.error, "name")}
				onChange={(event) => setName(event.currentTarget.value)}
			/>
			<TextInput
				label="Origin URL"
				description="The address of the site and nothing behind it."
				placeholder="https://app.example.com"
				required
				maxLength={300}
				spellCheck={false}
				value={origin}
				error={fieldError(save.error, "origin")}
				onChange={(event) => setOrigin(event.currentTarget.value)}
			/>
			<Checkbox.Group label="Trusted for" value={types} onChange={setTypes} error={fieldError(save.error, "scopes")}>
				<Checkbox mt="xs" value="CORS" label="Cross-origin requests (CORS)" />
				<Checkbox mt="xs" value="REDIRECT" label="Redirects after signing in and out" />
			</Checkbox.Group>
		</FormDialog>
	);
};
