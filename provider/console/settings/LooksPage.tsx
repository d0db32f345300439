import { SimpleGrid, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { Card } from "#common/ui/page/Card.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import type { LooksSettings } from "../api.ts";
import { useMay } from "../frame/useMe.ts";
import { LogoCard } from "./LogoCard.tsx";
import { LooksForm } from "./LooksForm.tsx";
import { Preview } from "./Preview.tsx";

/** What people see of the organisation before and after they sign in. */
export const LooksPage = () => {
	const looks = useQuery({ queryKey: ["looks"], queryFn: () => call<LooksSettings>("GET", "/api/v1/internal/looks") });
	return (
		<>
			<PageHeader title="Looks" description="What people see when they sign in, in mails and at the top of every page." />
			<Loaded query={looks}>{(saved) => <Looks saved={saved} />}</Loaded>
		</>
	);
};

const Looks = ({ saved }: { readonly saved: LooksSettings }) => {
	const [draft, setDraft] = useState(saved);
	const [logo, setLogo] = useState<string>();
	const may = useMay()("orgs.manage");
	return (
		<SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
			<Stack gap="lg">
				<Card title="Name, colours and words">
					<LooksForm saved={saved} draft={draft} may={may} onChange={setDraft} />
				</Card>
				<LogoCard name={saved.name} logo={saved.logo} may={may} onPreview={setLogo} />
			</Stack>
			<Card title="Preview" description="The sign-in page, as people will see it.">
				<Stack gap="md">
					<Preview looks={draft} logo={logo ?? saved.logo} theme="light" />
					<Preview looks={draft} logo={logo ?? saved.logo} theme="dark" />
				</Stack>
			</Card>
		</SimpleGrid>
	);
};
