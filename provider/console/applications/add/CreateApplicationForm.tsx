import { Paper, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import type { Application, ApplicationKind } from "../../api.ts";
import { EditForm } from "../../EditForm.tsx";
import { KINDS, responseTypesFor } from "../kinds.ts";
import { LogoField } from "../LogoField.tsx";
import { uploadLogo } from "../logo.ts";
import { RedirectFields } from "../RedirectFields.tsx";
import { filled, NO_REDIRECTS, type Redirects, written } from "../redirects.ts";

/** Registers an application and lands on its *General* tab. */
export const CreateApplicationForm = ({ kind }: { readonly kind: ApplicationKind }) => {
	const [label, setLabel] = useState("");
	const [logo, setLogo] = useState<File>();
	const [redirects, setRedirects] = useState(NO_REDIRECTS);
	const navigate = useNavigate();
	const save = useAction({
		act: async (sent: Redirects) => {
			const made = await call<Application>("POST", "/api/v1/apps?activate=true", registration(kind, label.trim(), sent));
			// The application exists from here on, so a refused logo must not look as if it did not.
			if (logo) await uploadLogo(made.id, logo).catch(tellRefusedLogo);
			return made;
		},
		done: `${label.trim()} has been registered.`,
		onDone: ({ id }) => navigate({ to: "/admin/applications/$id/$tab", params: { id, tab: "general" } }),
	});
	const submit = () => {
		const sent = written(redirects);
		setRedirects(sent);
		save.run(sent);
	};
	return (
		<Paper withBorder p={{ base: "md", sm: "lg" }} maw={760}>
			<EditForm running={save.running} onSubmit={submit} onCancel={() => void navigate({ to: "/admin/applications" })}>
				<FormError error={save.error} fields={["label", "redirect_uris", "post_logout_redirect_uris"]} />
				<TextInput
					label="Application name"
					required
					maxLength={100}
					value={label}
					error={fieldError(save.error, "label")}
					onChange={(event) => setLabel(event.currentTarget.value)}
				/>
				<LogoField label={label} file={logo} onFile={setLogo} />
				{KINDS[kind].redirects && <RedirectFields kind={kind} value={redirects} onChange={setRedirects} error={save.error} />}
			</EditForm>
		</Paper>
	);
};

const registration = (kind: ApplicationKind, label: string, { login, logout }: Redirects) => ({
	name: "oidc_client",
	label,
	signOnMode: "OPENID_CONNECT",
	credentials: { oauthClient: { token_endpoint_auth_method: KINDS[kind].confidential ? "client_secret_basic" : "none" } },
	settings: {
		oauthClient: {
			application_type: kind,
			redirect_uris: KINDS[kind].redirects ? filled(login) : [],
			post_logout_redirect_uris: KINDS[kind].redirects ? filled(logout) : [],
			response_types: responseTypesFor(KINDS[kind].firstGrantTypes),
			grant_types: KINDS[kind].firstGrantTypes,
		},
	},
});

const tellRefusedLogo = (error: Error) =>
	void notifications.show({ color: "red", title: "The logo was not taken", message: error.message, autoClose: false });
