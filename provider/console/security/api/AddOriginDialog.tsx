import { Checkbox, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";

/** Trusts a site. */
export const AddOriginDialog = ({ onClose }: { readonly onClose: () => void }) => {
	const [name, setName] = useState("");
	const [origin, setOrigin] = useState("");
	const [types, setTypes] = useState<string[]>(["CORS", "REDIRECT"]);
	const add = useAction({
		act: () =>
			call("POST", "/api/v1/trustedOrigins", {
				name: name.trim(),
				origin: origin.trim(),
				scopes: types.map((type) => ({ type })),
			}),
		done: `${name.trim()} is trusted now.`,
		onDone: onClose,
	});
	return (
		<FormDialog opened title="Add origin" submit="Add origin" running={add.running} onSubmit={add.run} onClose={onClose}>
			<FormError error={add.error} fields={["name", "origin", "scopes"]} />
			<TextInput
				label="Name"
				required
				maxLength={255}
				data-autofocus
				value={name}
				error={fieldError(add.error, "name")}
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
				error={fieldError(add.error, "origin")}
				onChange={(event) => setOrigin(event.currentTarget.value)}
			/>
			<Checkbox.Group label="Trusted for" value={types} onChange={setTypes} error={fieldError(add.error, "scopes")}>
				<Checkbox mt="xs" value="CORS" label="Cross-origin requests (CORS)" />
				<Checkbox mt="xs" value="REDIRECT" label="Redirects after signing in and out" />
			</Checkbox.Group>
		</FormDialog>
	);
};
