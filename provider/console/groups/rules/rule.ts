/** A rule that puts people into groups, as the API shows it. */
export interface GroupRule {
	readonly id: string;
	readonly name: string;
	readonly status: "ACTIVE" | "INACTIVE" | "INVALID";
	readonly allGroupsValid: boolean;
	readonly conditions: {
		readonly people?: unknown;
		readonly expression: { readonly value: string; readonly type: string };
	};
	readonly actions: { readonly assignUserToGroups: { readonly groupIds: readonly string[] } };
	readonly _embedded?: { readonly groupIdToGroupNameMap?: Readonly<Record<string, string | null>> };
}

/** Names of the groups that a rule puts people into; those that are gone say so. */
export const groupNamesOf = ({
	actions,
	_embedded,
}: GroupRule): readonly { readonly id: string; readonly name: string | null }[] =>
	actions.assignUserToGroups.groupIds.map((id) => ({ id, name: _embedded?.groupIdToGroupNameMap?.[id] ?? null }));
