import { Button, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "#common/ui/api/call.ts";
import { useAction } from "#common/ui/api/useAction.ts";
import { ConfirmDialog } from "#common/ui/dialogs/ConfirmDialog.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { useParam } from "../../frame/useParam.ts";
import { ImportBadge } from "./ImportBadge.tsx";
import { MappingCard } from "./MappingCard.tsx";
import { ProgressCard } from "./ProgressCard.tsx";
import { ResultCard } from "./ResultCard.tsx";
import { IMPORTS, type PeopleImport } from "./types.ts";
import { UploadCard } from "./UploadCard.tsx";

const BACK = { to: "/admin/people/import", label: "Imports" };

const isUnderWay = ({ status }: PeopleImport): boolean => status === "CHECKING" || status === "RUNNING";

/** One import, from its file to what became of it. What is under way goes on without this page. */
export const ImportPage = () => {
	const id = useParam("id");
	const found = useQuery({
		queryKey: ["people-import", id],
		queryFn: () => call<PeopleImport>("GET", `${IMPORTS}/${id}`, undefined, { background: true }),
		refetchInterval: ({ state: { data } }) => (data && isUnderWay(data) ? 700 : false),
	});
	return (
		<Loaded query={found} back={BACK}>
			{(one) => <Shown one={one} />}
		</Loaded>
	);
};

const Shown = ({ one }: { readonly one: PeopleImport }) => {
	const [mapping, setMapping] = useState(false);
	const [asking, ask] = useDisclosure(false);
	const navigate = useNavigate();
	const forget = useAction({
		act: () => call("DELETE", `${IMPORTS}/${one.id}`),
		done: `${one.name} has been forgotten.`,
		onDone: () => navigate({ to: "/admin/people/import" }),
	});
	const maps = one.status === "UPLOADED" || (one.status === "CHECKED" && mapping) || (one.status === "FAILED" && one.done === 0);
	return (
		<>
			<PageHeader
				back={BACK}
				title={one.name}
				badge={<ImportBadge status={one.status} />}
				actions={
					!isUnderWay(one) && (
						<Button variant="default" onClick={ask.open}>
							Forget this file
						</Button>
					)
				}
			/>
			<Stack gap="lg">
				{one.status === "UPLOADING" && <UploadCard one={one} />}
				{maps && <MappingCard one={one} onDone={() => setMapping(false)} />}
				{isUnderWay(one) && <ProgressCard one={one} />}
				{!maps && ["CHECKED", "COMPLETE", "CANCELLED", "FAILED"].includes(one.status) && (
					<ResultCard one={one} onMap={() => setMapping(true)} />
				)}
			</Stack>
			<ConfirmDialog
				opened={asking}
				title="Forget this file?"
				confirm="Forget it"
				danger
				running={forget.running}
				error={forget.error}
				onConfirm={forget.run}
				onClose={ask.close}
			>
				The file, its rows and the report are removed. People who were imported stay.
			</ConfirmDialog>
		</>
	);
};
