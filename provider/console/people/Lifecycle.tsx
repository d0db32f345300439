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

const SAID = { suspend: "has been suspended.", unsuspend: "is active again.", unlock: "has been unlocked." };

/** What can be done with an account in its present state. */
export const Lifecycle = ({ person }: { readonly person: Person }) => {
	const [asking, setAsking] = useState<"deactivate" | "delete" | "reset" | "suspend">();
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
	const step = useAction({
		act: (name: keyof typeof SAID) => call("POST", `${at}/lifecycle/${name}`),
		onDone: ask,
		done: (_answer, name) => `${nameOf(person)} ${SAID[name]}`,
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
			{(person.status === "PROVISIONED" || person.status === "RECOVERY") && (
				<Button variant="default" loading={links.running} onClick={() => links.run("reactivate")}>
					{person.status === "RECOVERY" ? "New password link" : "New activation link"}
				</Button>
			)}
			{person.status === "LOCKED_OUT" && (
				<Button loading={step.running} onClick={() => step.run("unlock")}>
					Unlock
				</Button>
			)}
			{person.status === "SUSPENDED" && (
				<Button loading={step.running} onClick={() => step.run("unsuspend")}>
					Unsuspend
				</Button>
			)}
			{["ACTIVE", "PASSWORD_EXPIRED", "LOCKED_OUT"].includes(person.status) && (
				<Button variant="default" onClick={() => setAsking("reset")}>
					Reset password
				</Button>
			)}
			{person.status === "ACTIVE" && (
				<Button variant="default" onClick={() => setAsking("suspend")}>
					Suspend
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
				The present password stops working. You get a link with which {nameOf(person)} chooses a new one.
			</ConfirmDialog>
			<ConfirmDialog
				opened={asking === "suspend"}
				title={`Suspend ${nameOf(person)}?`}
				confirm="Suspend"
				danger
				running={step.running}
				error={step.error}
				onConfirm={() => step.run("suspend")}
				onClose={ask}
			>
				They are signed out everywhere and cannot sign in until someone ends the suspension. Groups and applications wait for
				them.
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
