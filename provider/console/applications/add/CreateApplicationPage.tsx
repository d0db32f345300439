import { Badge } from "@mantine/core";
import { NotFound } from "#common/ui/page/NotFound.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { useParam } from "../../frame/useParam.ts";
import { isKind, KINDS } from "../kinds.ts";
import { CreateApplicationForm } from "./CreateApplicationForm.tsx";

/** The form of a new application, for the platform that the address names. */
export const CreateApplicationPage = () => {
	const kind = useParam("kind");
	if (!isKind(kind)) return <NotFound />;
	return (
		<>
			<PageHeader
				back={{ to: "/admin/applications/add", label: "Add Application" }}
				title="Create OpenID Connect App Integration"
				badge={<Badge tt="none">{KINDS[kind].label}</Badge>}
				description={KINDS[kind].description}
			/>
			<CreateApplicationForm kind={kind} />
		</>
	);
};
