import { Button, Checkbox, Group, NativeSelect, Radio, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { Card } from "#common/ui/page/Card.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import type { UserSchema } from "../../api.ts";
import { useMay } from "../../frame/useMe.ts";
import { guessed } from "./guess.ts";
import { GROUPS, IMPORTS, type PeopleImport, type Plan } from "./types.ts";

interface MappingCardProps {
	readonly one: PeopleImport;
	readonly onDone: () => void;
}

interface Choice {
	readonly name: string;
	readonly label: string;
}

/** Says which column is what, and what is to be done with the people. */
export const MappingCard = (props: MappingCardProps) => {
	const schema = useQuery({
		queryKey: ["user-schema"],
		queryFn: () => call<UserSchema>("GET", "/api/v1/meta/schemas/user/default"),
	});
	return (
		<Loaded query={schema}>
			{({ definitions: { base, custom } }) => {
				const all = Object.entries({ ...base.properties, ...custom.properties });
				return <Mapping {...props} attributes={all.map(([name, { title }]) => ({ name, label: title || name }))} />;
			}}
		</Loaded>
	);
};

const Mapping = ({ one, onDone, attributes }: MappingCardProps & { readonly attributes: readonly Choice[] }) => {
	const mayGroups = useMay()("groups.manage");
	const [plan, setPlan] = useState<Plan>(
		() =>
			one.plan ?? {
				columns: guessed(one.header, attributes).map((name) => (name === GROUPS && !mayGroups ? null : name)),
				activate: false,
				update: false,
				createGroups: false,
				sendMail: false,
			},
	);
	const check = useAction({ act: () => call("POST", `${IMPORTS}/${one.id}/check`, plan), onDone });
	const withGroups = plan.columns.includes(GROUPS);
	const data = [
		{ value: "", label: "Leave out" },
		...attributes.map(({ name, label }) => ({ value: name, label })),
		...(mayGroups ? [{ value: GROUPS, label: "Groups" }] : []),
	];
	const put = (at: number, name: string) =>
		setPlan({ ...plan, columns: plan.columns.map((before, place) => (place === at ? name || null : before)) });
	const trouble = (at: number): string | undefined => {
		const name = plan.columns[at];
		return name && plan.columns.indexOf(name) < at ? "Another column is this one already." : undefined;
	};
	return (
		<Card title="Columns" description="Say what each column of the file is. An empty cell leaves an attribute as it is.">
			<form
				onSubmit={(event) => {
					event.preventDefault();
					check.run();
				}}
			>
				<Stack gap="lg">
					<Table.ScrollContainer minWidth={320}>
						<Table aria-label="Columns of the file">
							<Table.Thead>
								<Table.Tr>
									<Table.Th scope="col">Column</Table.Th>
									<Table.Th scope="col" visibleFrom="sm">
										First rows
									</Table.Th>
									<Table.Th scope="col">Attribute</Table.Th>
								</Table.Tr>
							</Table.Thead>
							<Table.Tbody>
								{one.header.map((column, at) => (
									<Table.Tr key={column}>
										<Table.Th scope="row" style={{ overflowWrap: "anywhere" }}>
											{column}
										</Table.Th>
										<Table.Td visibleFrom="sm">
											<Text size="sm" c="dimmed" lineClamp={2} style={{ overflowWrap: "anywhere" }}>
												{(one.sample ?? [])
													.map((cells) => cells[at])
													.filter(Boolean)
													.join(" · ")}
											</Text>
										</Table.Td>
										<Table.Td>
											<NativeSelect
												aria-label={`Attribute of ${column}`}
												data={data}
												value={plan.columns[at] ?? ""}
												error={trouble(at)}
												onChange={({ currentTarget }) => put(at, currentTarget.value)}
											/>
										</Table.Td>
									</Table.Tr>
								))}
							</Table.Tbody>
						</Table>
					</Table.ScrollContainer>
					<Radio.Group
						label="People who are new"
						value={plan.activate ? "activate" : "stage"}
						onChange={(value) => setPlan({ ...plan, activate: value === "activate", sendMail: false })}
					>
						<Stack gap="xs" mt={4}>
							<Radio value="stage" label="Are staged: they cannot sign in until somebody activates them" />
							<Radio value="activate" label="Are activated: they choose a password with an activation link" />
						</Stack>
					</Radio.Group>
					<Stack gap="xs">
						<Checkbox
							label="Mail the activation link to everybody who is new"
							description="Without it you hand out links later, from each person's page."
							disabled={!plan.activate}
							checked={plan.sendMail}
							onChange={({ currentTarget }) => setPlan({ ...plan, sendMail: currentTarget.checked })}
						/>
						<Checkbox
							label="Change people who are here already"
							description="They are found by their username. Otherwise they stay as they are."
							checked={plan.update}
							onChange={({ currentTarget }) => setPlan({ ...plan, update: currentTarget.checked })}
						/>
						{withGroups && (
							<Checkbox
								label="Make groups that are not there"
								description="Names are separated by semicolons. People are put into groups, and never taken out."
								checked={plan.createGroups}
								onChange={({ currentTarget }) => setPlan({ ...plan, createGroups: currentTarget.checked })}
							/>
						)}
					</Stack>
					<FormError error={check.error} />
					<Group justify="flex-end">
						<Button type="submit" loading={check.running}>
							Check the rows
						</Button>
					</Group>
				</Stack>
			</form>
		</Card>
	);
};
