import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import type { Person } from "../api.ts";
import { nameOf } from "./names.ts";
import { OneTimeLink } from "./OneTimeLink.tsx";

interface LinkAnswer {
	readonly activationUrl?: string;
	readonly resetPasswordUrl?: string;
}

/** What can be done with an account in its present state. */
export const Lifecycle = ({ person }: { readonly person: Person }) => {
	const [asking, setAsking] = useState<"deactivate" | "delete" | "reset">();
	const [link, setLink] = useState<{ title: string; url: string }>();
	const navigate = useNavigate();
	const ask = () => setAsking(undefined);
	const at = `/api/v1/users/${person.id}`;

	const links = useAction({
		act: (step: "activate" | "reactivate" | "reset_password") =>
			call<LinkAnswer>("POST", `${at}/lifecycle/${step}?sendEmail=false`),
		onDone: ({ activationUrl, resetPasswordUrl }) => {
			ask();
			if (activationUrl) setLink({ title: "Activation link", url: activationUrl });
			if (resetPasswordUrl) setLink({ title: "Password reset link", url: resetPasswordUrl });
		},
		done: (_answer, step) => (step === "activate" ? `${nameOf(person)} has been activated.` : "A new link has been made."),
		errors: "notify",
	});
	const deactivate = useAction({
		act: () => call("POST", `${at}/lifecycle/deactivate`),
		onDone: ask,
		done: `${nameOf(person)} has been deactivated.`,
	});
	const remove = useAction({
		act: () => call("DELETE", at),
		onDone: () => navigate({ to: "/admin/people" }),
		done: `${nameOf(person)} has been deleted.`,
	});
	const gone = person.status === "DEPROVISIONED";
	return (
		<>
			{(gone || person.status === "STAGED") && (
				<Button loading={links.running} onClick={() => links.run("activate")}>
					Activate
				</Button>
			)}
			{person.status === "PROVISIONED" && (
				<Button variant="default" loading={links.running} onClick={() => links.run("reactivate")}>
					New activation link
				</Button>
			)}
			{person.status === "ACTIVE" && (
				<Button variant="default" onClick={() => setAsking("reset")}>
					Reset password
				</Button>
			)}
			<Button variant="default" onClick={() => setAsking(gone ? "delete" : "deactivate")}>
				{gone ? "Delete" : "Deactivate"}
			</Button>
			<ConfirmDialog
				opened={asking === "reset"}
				title="Reset the password?"
				confirm="Make a reset link"
				running={links.running}
				error={links.error}
				onConfirm={() => links.run("reset_password")}
				onClose={ask}
			>
				You get a link with which {nameOf(person)} chooses a new password.
			</ConfirmDialog>
			<ConfirmDialog
				opened={asking === "deactivate"}
				title={`Deactivate ${nameOf(person)}?`}
				confirm="Deactivate"
				danger
				running={deactivate.running}
				error={deactivate.error}
				onConfirm={deactivate.run}
				onClose={ask}
			>
				They are signed out everywhere and cannot sign in until someone activates the account again.
			</ConfirmDialog>
			<ConfirmDialog
				opened={asking === "delete"}
				title={`Delete ${nameOf(person)}?`}
				confirm="Delete"
				danger
				running={remove.running}
				error={remove.error}
				onConfirm={remove.run}
				onClose={ask}
			>
				The account and its memberships are gone for good. Events in the System Log stay.
			</ConfirmDialog>
			{link && <OneTimeLink {...link} person={nameOf(person)} onClose={() => setLink(undefined)} />}
		</>
	);
};
