import { NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call, callList } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import type { Group, NewRegistrationToken } from "../../api.ts";
import { TokenOnce } from "./TokenOnce.tsx";

/** Seconds. */
const LIFETIMES = [
	{ value: "3600", label: "1 hour" },
	{ value: "86400", label: "1 day" },
	{ value: "604800", label: "7 days" },
];

const NOBODY = { value: "", label: "Nobody yet" };

/** Makes a token with which an application registers itself, and shows it once. */
export const CreateTokenDialog = ({ onClose }: { readonly onClose: () => void }) => {
	const [name, setName] = useState("");
	const [expiresIn, setExpiresIn] = useState("3600");
	const [groupId, setGroupId] = useState("");
	const [made, setMade] = useState<NewRegistrationToken>();
	const groups = useQuery({
		queryKey: ["groups", "to assign"],
		queryFn: () => callList<Group>("/api/v1/groups?limit=200"),
	});
	const create = useAction({
		act: () =>
			call<NewRegistrationToken>("POST", "/api/v1/registration-tokens", {
				name: name.trim(),
				expiresIn: Number(expiresIn),
				groupId: groupId || null,
			}),
		onDone: setMade,
	});
	if (made) return <TokenOnce made={made} onClose={onClose} />;
	const choices = (groups.data?.items ?? []).map(({ id, profile }) => ({ value: id, label: profile.name }));
	return (
		<FormDialog
			opened
			title="Create registration token"
			submit="Create"
			running={create.running}
			onSubmit={create.run}
			onClose={onClose}
		>
			<FormError error={create.error} fields={["name", "expiresIn", "groupId"]} />
			<TextInput
				label="Name"
				description="What the token is for. The System Log names it when it is used."
				placeholder="Developer platform"
				required
				maxLength={100}
				data-autofocus
				value={name}
				error={fieldError(create.error, "name")}
				onChange={(event) => setName(event.currentTarget.value)}
			/>
			<NativeSelect
				label="Lifetime"
				data={LIFETIMES}
				value={expiresIn}
				error={fieldError(create.error, "expiresIn")}
				onChange={(event) => setExpiresIn(event.currentTarget.value)}
			/>
			<NativeSelect
				label="Assign to"
				description="Who may use the application once it has registered itself."
				inputWrapperOrder={["label", "input", "description", "error"]}
				data={[NOBODY, ...choices]}
				value={groupId}
				error={fieldError(create.error, "groupId") ?? groups.error?.message}
				onChange={(event) => setGroupId(event.currentTarget.value)}
			/>
		</FormDialog>
	);
};
