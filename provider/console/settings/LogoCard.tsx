import { Button, Group } from "@mantine/core";
import { useEffect, useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import { Card } from "#common/ui/page/Card.tsx";
import { LogoField } from "../applications/LogoField.tsx";
import { useObjectUrl } from "../applications/useObjectUrl.ts";

interface LogoCardProps {
	/** The organisation's. */
	readonly name: string;
	/** The address of the logo that it has. */
	readonly logo: string | null;
	readonly may: boolean;
	/** Told the address of what is chosen and not saved yet. */
	readonly onPreview: (address: string | undefined) => void;
}

const AT = "/api/v1/internal/looks/logo";

/** The organisation's logo: chosen, saved, taken away. */
export const LogoCard = ({ name, logo, may, onPreview }: LogoCardProps) => {
	const [file, setFile] = useState<File>();
	const address = useObjectUrl(file);
	useEffect(() => onPreview(address), [address, onPreview]);
	const save = useAction({
		act: (chosen: File) => {
			const form = new FormData();
			form.append("file", chosen);
			return call("PUT", AT, form);
		},
		done: "The logo has been saved.",
		onDone: () => setFile(undefined),
	});
	const remove = useAction({ act: () => call("DELETE", AT), done: "The logo has been removed.", errors: "notify" });
	if (!may) return null;
	return (
		<Card
			title="Logo"
			description="Beside the name on every page that people see before they sign in. Without one, Signet's mark stands there."
		>
			<FormError error={save.error} fields={["file"]} />
			<LogoField
				label={name}
				title="Organisation logo"
				href={logo ?? undefined}
				file={file}
				onFile={(chosen) => {
					save.reset();
					setFile(chosen);
				}}
				onRemove={remove.run}
				error={fieldError(save.error, "file")}
			/>
			{file && (
				<Group>
					<Button loading={save.running} onClick={() => save.run(file)}>
						Save logo
					</Button>
				</Group>
			)}
		</Card>
	);
};
