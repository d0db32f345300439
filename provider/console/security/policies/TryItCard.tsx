import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { useList } from "#common/ui/api/useList.ts";
import { Card } from "#common/ui/page/Card.tsx";
import { TryIt } from "./TryIt.tsx";
import { POLICIES, type Policy } from "./types.ts";

/** *Try it*, for what holds now or with a policy that is not switched on. */
export const TryItCard = () => {
	const [policyId, setPolicyId] = useState("");
	const [signOn, access] = [useOff("OKTA_SIGN_ON"), useOff("ACCESS_POLICY")];
	const waiting = [...signOn, ...access];
	const chosen = waiting.find(({ id }) => id === policyId);
	return (
		<Card title="Try it" description="What would become of a sign-in. Nothing is saved, and nobody is signed in.">
			{waiting.length > 0 && (
				<NativeSelect
					label="Policies"
					maw={420}
					data={[
						{ value: "", label: "As they are" },
						...waiting.map(({ id, name }) => ({ value: id, label: `With ${name} switched on` })),
					]}
					value={policyId}
					onChange={(event) => setPolicyId(event.currentTarget.value)}
				/>
			)}
			<TryIt {...(chosen ? { draft: () => ({ policyId: chosen.id }) } : {})} />
		</Card>
	);
};

const useOff = (type: Policy["type"]): readonly Policy[] =>
	useList<Policy>(POLICIES, { type, expand: "rules" }, { limit: 200 }).items.filter(({ status }) => status === "INACTIVE");
