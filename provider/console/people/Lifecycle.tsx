import { Button, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import type { Person } from "../api.ts";
import { useMay } from "../frame/useMe.ts";
import { nameOf } from "./names.ts";
import { OneTimeLink } from "./OneTimeLink.tsx";
import { MAIN_STEPS, MORE_STEPS, type Step } from "./steps.ts";

interface LinkAnswer {
	readonly activationUrl?: string;
	readonly resetPasswordUrl?: string;
}

/** What can be done with an account in its present state, by who looks at it. */
export const Lifecycle = ({ person }: { readonly person: Person }) => {
	// The step stays while its question fades out.
	const [asked, setAsked] = useState<Step>();
	const [asking, ask] = useDisclosure(false);
	const [link, setLink] = useState<{ kind: "activation" | "reset"; url: string }>();
	const navigate = useNavigate();
	const may = useMay();
	const name = nameOf(person);
	const take = useAction({
		act: ({ method = "POST", path }: Step) => call<LinkAnswer>(method, `/api/v1/users/${person.id}${path}`),
		onDone: async ({ activationUrl, resetPasswordUrl }, { leaves }) => {
			ask.close();
			if (activationUrl) setLink({ kind: "activation", url: activationUrl });
			if (resetPasswordUrl) setLink({ kind: "reset", url: resetPasswordUrl });
			if (leaves) await navigate({ to: "/admin/people" });
		},
		done: (_answer, step) => step.done(name),
		// The question shows its refusal itself.
		errors: asking ? "inline" : "notify",
	});
	const offered = (steps: readonly Step[]) => steps.filter((step) => step.in.includes(person.status) && may(step.needs));
	const begin = (step: Step) => {
		take.reset();
		if (!step.question) return take.run(step);
		setAsked(step);
		ask.open();
	};
	const main = offered(MAIN_STEPS);
	const more = offered(MORE_STEPS);
	return (
		<>
			{main.map((step) => (
				<Button
					key={step.name}
					variant={step.question ? "default" : "filled"}
					loading={take.running && !asking}
					onClick={() => begin(step)}
				>
					{step.label}
				</Button>
			))}
			{more.length > 0 && (
				<Menu position="bottom-end" width={200}>
					<Menu.Target>
						<Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden />}>
							More actions
						</Button>
					</Menu.Target>
					<Menu.Dropdown>
						{more.map((step) => (
							<Menu.Item key={step.name} {...(step.leaves && { color: "red" })} onClick={() => begin(step)}>
								{step.label}
							</Menu.Item>
						))}
					</Menu.Dropdown>
				</Menu>
			)}
			<ConfirmDialog
				opened={asking}
				title={asked?.question?.title(name) ?? ""}
				confirm={asked?.question?.confirm ?? ""}
				danger={asked?.question?.danger ?? false}
				running={take.running}
				error={take.error}
				onConfirm={() => asked && take.run(asked)}
				onClose={ask.close}
			>
				{asked?.question?.text(name)}
			</ConfirmDialog>
			{link && <OneTimeLink {...link} person={person} onClose={() => setLink(undefined)} />}
		</>
	);
};
