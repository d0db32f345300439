import { Checkbox, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import type { Application } from "../../api.ts";
import { EditForm } from "../../EditForm.tsx";
import { AUTH_METHODS, grantLabel, KINDS, methodsFor } from "../kinds.ts";
import { RedirectFields } from "../RedirectFields.tsx";
import { written } from "../redirects.ts";
import { ChangeLogo } from "./ChangeLogo.tsx";
import { asMethod, type Draft, draftOf, replacement } from "./settings.ts";

interface SettingsFormProps {
	readonly application: Application;
	readonly onClose: () => void;
}

const FIELDS = [
	"label",
	"redirect_uris",
	"post_logout_redirect_uris",
	"grant_types",
	"token_endpoint_auth_method",
	"pkce_required",
	"dpop_bound_access_tokens",
	"initiate_login_uri",
	"backchannel_logout_uri",
];

/** Edits an application's settings; its logo is changed by itself, at once. */
export const SettingsForm = ({ application, onClose }: SettingsFormProps) => {
	const [draft, setDraft] = useState(() => draftOf(application));
	const kind = application.settings.oauthClient.application_type;
	const { redirects, confidential, grantTypes } = KINDS[kind];
	const save = useAction({
		act: (sent: Draft) => call("PUT", `/api/v1/apps/${application.id}`, replacement(application, sent)),
		done: "The settings have been saved.",
		onDone: onClose,
	});
	const submit = () => {
		const sent = { ...draft, redirects: written(draft.redirects) };
		setDraft(sent);
		save.run(sent);
	};
	const mistake = (field: string) => fieldError(save.error, field);
	return (
		<EditForm running={save.running} onSubmit={submit} onCancel={onClose}>
			<FormError error={save.error} fields={FIELDS} />
			<TextInput
				label="Application name"
				required
				maxLength={100}
				value={draft.label}
				error={mistake("label")}
				onChange={(event) => setDraft({ ...draft, label: event.currentTarget.value })}
			/>
			<ChangeLogo application={application} />
			<Checkbox.Group
				label="Grant types"
				value={[...draft.grantTypes]}
				error={mistake("grant_types")}
				onChange={(chosen) => setDraft({ ...draft, grantTypes: chosen })}
			>
				<Stack gap="xs" mt={4}>
					{[...new Set([...grantTypes, ...application.settings.oauthClient.grant_types])].map((grant) => (
						<Checkbox key={grant} value={grant} label={grantLabel(grant)} />
					))}
				</Stack>
			</Checkbox.Group>
			{confidential && (
				<NativeSelect
					label="Client authentication"
					data={[...new Set([...methodsFor(kind), draftOf(application).authMethod])].map((value) => ({
						value,
						label: AUTH_METHODS[value],
					}))}
					description={draft.authMethod === "private_key_jwt" && "The application needs an active key under Public Keys."}
					value={draft.authMethod}
					error={mistake("token_endpoint_auth_method")}
					onChange={(event) => setDraft({ ...draft, authMethod: asMethod(event.currentTarget.value) })}
				/>
			)}
			<Checkbox
				label="Require DPoP"
				description="Access tokens work only together with a key of the application's own (RFC 9449): a stolen one is of no use."
				checked={draft.dpop}
				error={mistake("dpop_bound_access_tokens")}
				onChange={(event) => setDraft({ ...draft, dpop: event.currentTarget.checked })}
			/>
			{redirects && (
				<>
					<Checkbox
						label="Require PKCE"
						description="A stolen authorization code is of no use without it. Always required of public clients."
						disabled={!confidential}
						checked={draft.pkceRequired || !confidential}
						error={mistake("pkce_required")}
						onChange={(event) => setDraft({ ...draft, pkceRequired: event.currentTarget.checked })}
					/>
					<RedirectFields
						kind={kind}
						value={draft.redirects}
						onChange={(changed) => setDraft({ ...draft, redirects: changed })}
						error={save.error}
					/>
					<TextInput
						label="Initiate login URI"
						description="Where sign-in begins at the application; the tile in My applications leads there."
						type="url"
						maxLength={2000}
						value={draft.initiateLoginUri}
						error={mistake("initiate_login_uri")}
						onChange={(event) => setDraft({ ...draft, initiateLoginUri: event.currentTarget.value })}
					/>
					<TextInput
						label="Back-channel logout URI"
						description="Told by this server when a person signs out, so that they are signed out of the application too. https, or http on this machine."
						type="url"
						maxLength={2000}
						value={draft.backchannelLogoutUri}
						error={mistake("backchannel_logout_uri")}
						onChange={(event) => setDraft({ ...draft, backchannelLogoutUri: event.currentTarget.value })}
					/>
				</>
			)}
		</EditForm>
	);
};
