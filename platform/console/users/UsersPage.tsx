import { Badge, Button, Stack, Text } from "@mantine/core";
import { IconPlus, IconUsers } from "@tabler/icons-react";
import { useState } from "react";
import { useList } from "#common/ui/api/useList.ts";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { DataTable } from "#common/ui/table/DataTable.tsx";
import { SearchBox } from "#common/ui/table/SearchBox.tsx";
import type { User } from "../api.ts";
import { RoleBadges } from "../RoleBadges.tsx";
import { authTypeNames } from "../roles.ts";
import { Whole } from "../Whole.tsx";
import { questionOf, type UserAction } from "./actions.ts";
import { NewUserDialog } from "./NewUserDialog.tsx";
import { QuestionDialog } from "./QuestionDialog.tsx";
import { RolesDialog } from "./RolesDialog.tsx";
import { SessionsDialog } from "./SessionsDialog.tsx";
import { TemporaryPasswordDialog } from "./TemporaryPasswordDialog.tsx";
import { UserMenu } from "./UserMenu.tsx";

/** What lies over the list. */
type Over =
	| { readonly what: "new" }
	| { readonly what: "roles" | "sessions"; readonly user: User }
	| { readonly what: UserAction; readonly user: User }
	| { readonly what: "password"; readonly name: string; readonly password: string };

/** *Manage* > *Users*. */
export const UsersPage = () => {
	const [q, setQ] = useState("");
	const [over, setOver] = useState<Over>();
	const list = useList<User>("/api/v0/users", { q });
	const close = () => setOver(undefined);
	const show = (name: string, password: string | undefined) =>
		setOver(password === undefined ? undefined : { what: "password", name, password });
	return (
		<>
			<PageHeader
				title="Users"
				description="Everyone who has an account on this platform."
				actions={
					<Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setOver({ what: "new" })}>
						New User
					</Button>
				}
			/>
			<Stack gap="md">
				<SearchBox label="Search users" onSearch={setQ} maw={360} />
				<DataTable
					label="Users"
					list={list}
					rowKey={(user) => user.id}
					columns={[
						{ header: "Name", cell: (user) => <Who user={user} /> },
						{ header: "Username", cell: (user) => user.username, secondary: true },
						{ header: "Auth Type", cell: (user) => <Whole>{authTypeNames[user.authType]}</Whole>, secondary: true },
						{
							header: "Roles",
							cell: (user) => (
								<Whole>
									<RoleBadges of={user.roles} />
								</Whole>
							),
						},
						{
							header: "Last seen",
							cell: (user) => (
								<Whole>
									<Moment at={user.lastSeen} />
								</Whole>
							),
							secondary: true,
						},
						{
							header: "Actions",
							headerHidden: true,
							align: "right",
							width: 60,
							cell: (user) => <UserMenu user={user} onChoose={(what) => setOver({ what, user })} />,
						},
					]}
					empty={
						<EmptyState
							icon={<IconUsers size={40} stroke={1.5} aria-hidden />}
							title={q === "" ? "No users yet" : "Nobody matches"}
							description={q === "" ? undefined : "Try part of a name, an email or a username."}
						/>
					}
				/>
			</Stack>
			{over?.what === "new" && (
				<NewUserDialog onClose={close} onCreated={({ user, temporaryPassword }) => show(user.name, temporaryPassword)} />
			)}
			{over?.what === "roles" && <RolesDialog user={over.user} onClose={close} />}
			{over?.what === "sessions" && <SessionsDialog user={over.user} onClose={close} />}
			{isQuestion(over) && (
				<QuestionDialog
					question={questionOf(over.what, over.user)}
					onClose={close}
					onDone={(password) => show(over.user.name, password)}
				/>
			)}
			{over?.what === "password" && <TemporaryPasswordDialog name={over.name} password={over.password} onClose={close} />}
		</>
	);
};

type Asking = Extract<Over, { readonly what: UserAction }>;
const isQuestion = (over: Over | undefined): over is Asking =>
	over !== undefined && ["auth-type", "reset-password", "status", "delete"].includes(over.what);

const statusNames = { deactivated: "Deactivated", dormant: "Dormant" } as const;

const Who = ({ user: { name, email, emailVerified, status } }: { user: User }) => (
	<>
		{name}{" "}
		{status !== "active" && (
			<Badge color="yellow" variant="light">
				{statusNames[status]}
			</Badge>
		)}
		<Text size="sm" c="dimmed">
			{email}
			{emailVerified === false && " (not verified)"}
		</Text>
	</>
);
