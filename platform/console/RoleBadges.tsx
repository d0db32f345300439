import { Badge, Group } from "@mantine/core";
import type { Role } from "./api.ts";
import { roleNames } from "./roles.ts";

/** Roles as badges; Member goes without saying where there is another. */
export const RoleBadges = ({ of }: { of: readonly Role[] }) => (
	<Group gap={6}>
		{of
			.filter((role) => role !== "member" || of.length === 1)
			.map((role) => (
				<Badge key={role} tt="none" color={role === "member" ? "gray" : "pine"}>
					{roleNames[role]}
				</Badge>
			))}
	</Group>
);
