import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { useList } from "#common/ui/api/useList.ts";
import { FormError } from "#common/ui/fields/FormError.tsx";
import { Card } from "#common/ui/page/Card.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { useMay } from "../../frame/useMe.ts";
import { POLICIES, type Policy } from "./types.ts";

const AT = "/api/v1/internal/console/policy";

/** By which policy administrators get into this console. */
export const ConsolePolicyCard = () => {
	const may = useMay()("roles.manage");
	const chosen = useQuery({ queryKey: ["console-policy"], queryFn: () => call<{ policyId: string | null }>("GET", AT) });
	const policies = useList<Policy>(POLICIES, { type: "ACCESS_POLICY", expand: "rules" }, { limit: 200 });
	const choose = useAction<string>({
		act: (id) => call("PUT", AT, { policyId: id === "" ? null : id }),
		done: "The console's policy has been changed.",
	});
	return (
		<Card
			title="Administrators' console"
			description="Nothing is saved that would let no Super Administrator in any more, from where you are."
		>
			<Loaded query={chosen}>
				{({ policyId }) => (
					<>
						<FormError error={choose.error} />
						<NativeSelect
							label="Policy of this console"
							maw={420}
							disabled={!may || choose.running}
							data={[
								{ value: "", label: "A second factor, once the administrator has one" },
								...policies.items.map(({ id, name }) => ({ value: id, label: name })),
							]}
							value={policyId ?? ""}
							onChange={(event) => choose.run(event.currentTarget.value)}
						/>
					</>
				)}
			</Loaded>
		</Card>
	);
};
