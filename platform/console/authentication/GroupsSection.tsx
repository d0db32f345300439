import { ActionIcon, Button, Group, NativeSelect, Stack, Switch, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import type { GrantedRole, GroupRules } from "../api.ts";
import { useMe } from "../me.ts";
import { mayManage, roleNames } from "../roles.ts";
import { asCode } from "./asCode.ts";
import { GroupsPreview } from "./GroupsPreview.tsx";
import type { SectionProps } from "./MoreSections.tsx";

const granted: readonly GrantedRole[] = ["member", "auditor", "site-manager"];
const choices = granted.map((value) => ({ value, label: roleNames[value] }));

/** Which groups at the provider give which roles here. */
export const GroupsSection = ({ draft, change, errorOf }: SectionProps) => {
	const rules = draft.groupRoles;
	const mayTry = mayManage(useMe());
	const set = (part: Partial<GroupRules>) => change({ groupRoles: { ...rules, ...part } });
	const setRow = (at: number, part: Partial<GroupRules["table"][number]>) =>
		set({ table: rules.table.map((row, index) => (index === at ? { ...row, ...part } : row)) });
	return (
		<Stack gap="md">
			<Switch
				label="Groups give roles"
				description="At every sign-in and refresh, roles follow the groups that the provider names. The site admin's role never does."
				checked={rules.enabled}
				onChange={({ currentTarget }) => set({ enabled: currentTarget.checked })}
			/>
			{rules.enabled && (
				<>
					{rules.table.length === 0 && <Text size="sm">No group gives a role yet.</Text>}
					{rules.table.map((row, at) => (
						// biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own, and are typed into
						<Group key={at} gap="xs" wrap="nowrap" align="flex-end">
							<TextInput
								label={`Group ${at + 1}`}
								value={row.group}
								onChange={({ currentTarget }) => setRow(at, { group: currentTarget.value })}
								maxLength={256}
								autoComplete="off"
								style={{ flex: 1, minWidth: 0 }}
								{...asCode}
							/>
							<NativeSelect
								label={`Role of group ${at + 1}`}
								value={row.role}
								onChange={({ currentTarget }) => setRow(at, { role: currentTarget.value as GrantedRole })}
								data={choices}
							/>
							<ActionIcon
								variant="subtle"
								size={36}
								aria-label={`Remove group ${at + 1}`}
								onClick={() => set({ table: rules.table.filter((_, index) => index !== at) })}
							>
								<IconTrash size={18} aria-hidden />
							</ActionIcon>
						</Group>
					))}
					<Group>
						<Button
							variant="default"
							size="compact-md"
							leftSection={<IconPlus size={16} aria-hidden />}
							onClick={() => set({ table: [...rules.table, { group: "", role: "member" }] })}
						>
							Add Group
						</Button>
					</Group>
					<NativeSelect
						label="Everybody else"
						description="The role of people with none of these groups."
						value={rules.defaultRole}
						onChange={({ currentTarget }) => set({ defaultRole: currentTarget.value as GrantedRole })}
						data={choices}
						disabled={rules.strict}
					/>
					<Switch
						label="Strict mode"
						description="Nobody gets in without one of these groups."
						checked={rules.strict}
						onChange={({ currentTarget }) => set({ strict: currentTarget.checked })}
						error={errorOf("groupRoles")}
					/>
					{mayTry && <GroupsPreview rules={rules} />}
				</>
			)}
		</Stack>
	);
};
