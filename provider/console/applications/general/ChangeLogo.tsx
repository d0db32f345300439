import { useState } from "react";
import { useAction } from "#common/ui/api/useAction.ts";
import type { Application } from "../../api.ts";
import { LogoField } from "../LogoField.tsx";
import { logoOf, removeLogo, uploadLogo } from "../logo.ts";

/** Changes the logo as soon as a file is chosen. */
export const ChangeLogo = ({ application }: { readonly application: Application }) => {
	const { id, label } = application;
	const [file, setFile] = useState<File>();
	const upload = useAction({
		act: (chosen: File) => uploadLogo(id, chosen),
		done: "The logo has been changed.",
		onDone: () => setFile(undefined),
	});
	const remove = useAction({ act: () => removeLogo(id), done: "The logo has been removed.", errors: "notify" });
	return (
		<LogoField
			label={label}
			href={logoOf(application)}
			file={file}
			error={upload.error?.message}
			onRemove={remove.run}
			onFile={(chosen) => {
				setFile(chosen);
				if (chosen) upload.run(chosen);
			}}
		/>
	);
};
