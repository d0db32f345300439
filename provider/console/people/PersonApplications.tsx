import { Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { callList } from "#common/ui/api/call.ts";
import { TextLink } from "#common/ui/links.tsx";
import { Card } from "#common/ui/page/Card.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import type { AppLink } from "../api.ts";
import { AppLogo } from "../applications/AppLogo.tsx";
import { useMay } from "../frame/useMe.ts";

/** The applications a person may use, directly or through a group. */
export const PersonApplications = ({ id }: { readonly id: string }) => {
	const may = useMay()("apps.read");
	const links = useQuery({
		queryKey: ["person-applications", id],
		queryFn: () => callList<AppLink>(`/api/v1/users/${id}/appLinks`),
	});
	return (
		<Card title="Applications">
			<Loaded query={links}>
				{({ items }) =>
					items.length === 0 ? (
						<Text c="dimmed">No application is assigned.</Text>
					) : (
						<Group gap="lg">
							{items.map(({ id: key, label, logoUrl, appInstanceId }) => (
								<Group key={key} gap="xs" wrap="nowrap">
									<AppLogo label={label} href={logoUrl} size={28} />
									{may ? <TextLink to={`/admin/applications/${appInstanceId}/assignments`}>{label}</TextLink> : label}
								</Group>
							))}
						</Group>
					)
				}
			</Loaded>
		</Card>
	);
};
