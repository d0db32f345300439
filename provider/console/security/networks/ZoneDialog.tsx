import { Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import { type Addresses, ZONES, type Zone } from "./types.ts";

interface ZoneDialogProps {
	/** The network to change; none: a new one. */
	readonly zone: Zone | undefined;
	readonly onClose: () => void;
}

/** One on each line. */
const addressesIn = (text: string): readonly Addresses[] =>
	text
		.split(/[\n,]/)
		.map((line) => line.replaceAll(/\s/g, ""))
		.filter((line) => line !== "")
		.map((value) => ({ type: value.includes("-") ? "RANGE" : "CIDR", value }));

/** Names a network, or changes its addresses. */
export const ZoneDialog = ({ zone, onClose }: ZoneDialogProps) => {
	const [name, setName] = useState(zone?.name ?? "");
	const [addresses, setAddresses] = useState(zone?.gateways.map(({ value }) => value).join("\n") ?? "");
	const save = useAction({
		act: () => {
			const body = { ...zone, type: "IP", name: name.trim(), gateways: addressesIn(addresses) };
			return zone ? call("PUT", `${ZONES}/${zone.id}`, body) : call("POST", ZONES, body);
		},
		done: `${name.trim()} has been ${zone ? "saved" : "added"}.`,
		onDone: onClose,
	});
	return (
		<FormDialog
			opened
			title={zone ? "Edit network" : "Add network"}
			submit={zone ? "Save" : "Add network"}
			running={save.running}
			onSubmit={save.run}
			onClose={onClose}
		>
			<FormError error={save.error} fields={["name", "gateways"]} />
			<TextInput
				label="Name"
				required
				data-autofocus
				maxLength={128}
				value={name}
				error={fieldError(save.error, "name")}
				onChange={(event) => setName(event.currentTarget.value)}
			/>
			<Textarea
				label="Addresses"
				description="One on each line: an address, a network such as 192.0.2.0/24 or 2001:db8::/32, or a range such as 192.0.2.1-192.0.2.9."
				autosize
				minRows={4}
				maxRows={12}
				spellCheck={false}
				value={addresses}
				error={fieldError(save.error, "gateways")}
				onChange={(event) => setAddresses(event.currentTarget.value)}
			/>
		</FormDialog>
	);
};
