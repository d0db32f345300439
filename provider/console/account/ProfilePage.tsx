import { Button, Group, SimpleGrid, Stack } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import { Card } from "#common/ui/page/Card.tsx";
import { Facts } from "#common/ui/page/Facts.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { useUnsaved } from "#common/ui/page/unsaved.ts";
import { useWords } from "#common/ui/words/useWords.tsx";
import type { ProfileValue } from "../api.ts";
import { ACCOUNT, type OwnAttribute, useAccount } from "./account.ts";
import { OwnAttributeField } from "./OwnAttributeField.tsx";
import { valueInWords } from "./values.ts";

/** One's own profile: what administrators keep, and what is one's own to say. */
export const ProfilePage = () => {
	const { say } = useWords();
	const account = useAccount();
	return (
		<>
			<PageHeader title={say("Profile")} description={say("What the organisation and its applications know of you.")} />
			<Loaded query={account}>
				{({ attributes }) => (
					<Stack gap="lg" maw={820}>
						<Yours attributes={attributes.filter(({ editable }) => editable)} />
						<Kept attributes={attributes.filter(({ editable }) => !editable)} />
					</Stack>
				)}
			</Loaded>
		</>
	);
};

interface AttributesProps {
	readonly attributes: readonly OwnAttribute[];
}

const Kept = ({ attributes }: AttributesProps) => {
	const { say, translate } = useWords();
	return (
		<Card title={say("Kept by your organisation")} description={say("If something here is wrong, tell your administrator.")}>
			<Facts of={attributes.map(({ title, value }) => [translate(title), valueInWords(say, value)])} />
		</Card>
	);
};

const Yours = ({ attributes }: AttributesProps) => {
	const { say, translate } = useWords();
	const [changed, setChanged] = useState<Readonly<Record<string, ProfileValue>>>({});
	const dirty = Object.keys(changed).length > 0;
	useUnsaved(dirty);
	const save = useAction({
		act: () => call("POST", `${ACCOUNT}/profile`, { profile: changed }),
		done: say("Your profile has been saved."),
		onDone: () => setChanged({}),
	});
	if (attributes.length === 0) return null;
	const submit = (event: FormEvent) => {
		event.preventDefault();
		save.run();
	};
	return (
		<Card title={say("Yours to change")}>
			<form onSubmit={submit} noValidate>
				<Stack>
					<FormError error={save.error} fields={attributes.map(({ name }) => name)} />
					<SimpleGrid cols={{ base: 1, sm: 2 }}>
						{attributes.map((attribute) => {
							const problem = fieldError(save.error, attribute.name);
							const value = attribute.name in changed ? changed[attribute.name] : attribute.value;
							return (
								<OwnAttributeField
									key={attribute.name}
									attribute={attribute}
									value={value ?? null}
									error={problem && translate(problem)}
									onChange={(to) => setChanged({ ...changed, [attribute.name]: to })}
								/>
							);
						})}
					</SimpleGrid>
					<Group gap="xs">
						<Button type="submit" loading={save.running} disabled={!dirty}>
							{say("Save")}
						</Button>
						{dirty && (
							<Button variant="default" onClick={() => setChanged({})}>
								{say("Cancel")}
							</Button>
						)}
					</Group>
				</Stack>
			</form>
		</Card>
	);
};
