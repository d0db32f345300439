import { Button, Group, Paper, SimpleGrid, Stack } from "@mantine/core";
import { IconLayoutDashboard, IconLogout } from "@tabler/icons-react";
import { signOut } from "#common/ui/frame/signOut.ts";
import { ButtonLink } from "#common/ui/links.tsx";
import { Card } from "#common/ui/page/Card.tsx";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { Facts } from "#common/ui/page/Facts.tsx";
import { Moment } from "#common/ui/page/Moment.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { useMe } from "../me.ts";
import { RoleBadges } from "../RoleBadges.tsx";
import { authTypeNames, mayManage } from "../roles.ts";
import { signOutsOf } from "../signOuts.ts";

/** Who you are, how you signed in, and the way out. */
export const HomePage = () => {
	const me = useMe();
	const { method, issuer, created, expires } = me.session;
	return (
		<>
			<PageHeader title={`Hello, ${me.name}`} />
			<Stack gap="lg">
				<SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
					<Card title="Who you are">
						<Facts
							of={[
								["Name", me.name],
								["Email", me.email],
								["Username", me.username],
								["Roles", <RoleBadges key="roles" of={me.roles} />],
							]}
						/>
					</Card>
					<Card title="How you signed in">
						<Facts
							of={[
								["Signed in with", authTypeNames[method]],
								...(issuer ? [["Issuer", issuer] as const] : []),
								["Since", <Moment key="since" at={created} />],
								["Until", <Moment key="until" at={expires} />],
							]}
						/>
						<Group gap="xs">
							{signOutsOf(me).map((way) => (
								<Button
									key={way.label}
									variant="default"
									leftSection={<IconLogout size={18} aria-hidden />}
									onClick={() => signOut(way)}
								>
									{way.label}
								</Button>
							))}
						</Group>
					</Card>
				</SimpleGrid>
				<Paper withBorder>
					<EmptyState
						icon={<IconLayoutDashboard size={40} stroke={1.5} aria-hidden />}
						title="Your dashboard is still empty"
						description="This is where your work will appear."
						action={
							mayManage(me) && (
								<Group gap="xs" justify="center" mt="xs">
									<ButtonLink to="/manage/users" variant="default">
										Look after users
									</ButtonLink>
									<ButtonLink to="/manage/admin/authentication" variant="default">
										Choose how people sign in
									</ButtonLink>
								</Group>
							)
						}
					/>
				</Paper>
			</Stack>
		</>
	);
};
