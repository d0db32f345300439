import { Badge } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { call } from "#common/ui/api/call.ts";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import type { Group } from "../api.ts";
import { useMay, useMayEverywhere } from "../frame/useMe.ts";
import { useParam } from "../frame/useParam.ts";
import { GroupActions } from "./GroupActions.tsx";
import { Members } from "./Members.tsx";

const BACK = { to: "/admin/groups", label: "Groups" };

/** One group and its members. The built-in one keeps its members by itself. */
export const GroupPage = () => {
	const id = useParam("id");
	const group = useQuery({ queryKey: ["group", id], queryFn: () => call<Group>("GET", `/api/v1/groups/${id}`) });
	const may = useMay()("groups.manage");
	const mayChange = useMayEverywhere()("groups.manage");
	return (
		<Loaded query={group} back={BACK}>
			{(found) => {
				const builtIn = found.type === "BUILT_IN";
				return (
					<>
						<PageHeader
							back={BACK}
							title={found.profile.name}
							description={found.profile.description}
							badge={
								builtIn && (
									<Badge color="gray" tt="none">
										Built in
									</Badge>
								)
							}
							actions={!builtIn && mayChange && <GroupActions group={found} />}
						/>
						<Members group={found} fixed={builtIn || !may} />
					</>
				);
			}}
		</Loaded>
	);
};
