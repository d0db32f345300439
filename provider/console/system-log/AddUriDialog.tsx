import { Alert, Checkbox, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormDialog } from "#common/ui/dialogs/FormDialog.tsx";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import type { Application } from "../api.ts";
import { draftOf, replacement } from "../applications/general/settings.ts";
import { Address } from "./Address.tsx";
import { hostOf, placeOf, type Unregistered } from "./unregistered.ts";

interface AddUriDialogProps {
	readonly of: Unregistered;
	readonly onClose: () => void;
}

const read = (id: string) => call<Application>("GET", `/api/v1/apps/${encodeURIComponent(id)}`);

/** The application with the address among those of its kind. */
const withUri = (application: Application, { kind, uri }: Unregistered) => {
	const draft = draftOf(application);
	return replacement(application, { ...draft, redirects: { ...draft.redirects, [kind]: [...draft.redirects[kind], uri] } });
};

const registeredNow = ({ settings: { oauthClient } }: Application, { kind }: Unregistered): readonly string[] =>
	kind === "login" ? oauthClient.redirect_uris : oauthClient.post_logout_redirect_uris;

/**
 * Asks before an address of an event becomes one of the application's. Anybody can cause such an event with an address of their own, and
 * whoever has it registered receives the application's sign-ins: another host than those known has to be vouched for.
 */
export const AddUriDialog = (props: AddUriDialogProps) => {
	const application = useQuery({
		queryKey: ["application-of-event", props.of.applicationId],
		queryFn: () => read(props.of.applicationId),
	});
	return <Loaded query={application}>{(loaded) => <Question {...props} application={loaded} />}</Loaded>;
};

const Question = ({ of, application, onClose }: AddUriDialogProps & { readonly application: Application }) => {
	const [vouched, setVouched] = useState(false);
	const registered = registeredNow(application, of);
	const host = hostOf(of.uri);
	const foreign = !registered.some((uri) => placeOf(uri) === placeOf(of.uri));
	const otherHost = host !== "" && !registered.some((uri) => hostOf(uri) === host);
	const there = registered.includes(of.uri);
	const add = useAction({
		// What others have changed meanwhile stays.
		act: async () => call("PUT", `/api/v1/apps/${application.id}`, withUri(await read(application.id), of)),
		done: `The URI has been added to ${application.label}.`,
		onDone: onClose,
	});
	return (
		<FormDialog
			opened
			title={of.kind === "login" ? "Add this redirect URI?" : "Add this logout redirect URI?"}
			submit={`Add to ${application.label}`}
			running={add.running}
			disabled={there || (foreign && !vouched)}
			onSubmit={add.run}
			onClose={onClose}
		>
			<FormError error={add.error} />
			<Text size="sm">
				{of.kind === "login"
					? `People who sign in to ${application.label} could be sent to this address, with what proves that they did:`
					: `People who sign out of ${application.label} could be sent to this address:`}
			</Text>
			<Address uri={of.uri} />
			{there && <Text size="sm">It is registered already.</Text>}
			{!there && foreign && (
				<Alert color="red" title={otherHost ? `Another host: ${host}` : `Another scheme: ${of.uri.split(":")[0]}`}>
					No address that is registered for {application.label} is there. Anybody can cause this event, with any address: whoever
					owns this one could take over sign-ins.
				</Alert>
			)}
			{!there && foreign && (
				<Checkbox
					label={`I know this address, and it belongs to ${application.label}`}
					checked={vouched}
					onChange={(event) => setVouched(event.currentTarget.checked)}
				/>
			)}
		</FormDialog>
	);
};
