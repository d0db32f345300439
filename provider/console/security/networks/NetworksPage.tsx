import { Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconNetwork, IconPlus } from "@tabler/icons-react";
import { useList } from "#common/ui/api/useList.ts";
import { EmptyState } from "#common/ui/page/EmptyState.tsx";
import { PageHeader } from "#common/ui/page/PageHeader.tsx";
import { type Column, DataTable } from "#common/ui/table/DataTable.tsx";
import { May } from "../../frame/May.tsx";
import { useMay } from "../../frame/useMe.ts";
import { StatusBadge } from "../../StatusBadge.tsx";
import { ZONES, type Zone } from "./types.ts";
import { ZoneActions } from "./ZoneActions.tsx";
import { ZoneDialog } from "./ZoneDialog.tsx";

const MOST_SHOWN = 3;

const addressText = ({ gateways }: Zone): string => {
	const shown = gateways.slice(0, MOST_SHOWN).map(({ value }) => value);
	const more = gateways.length - shown.length;
	return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(", ") || "No addresses";
};

const COLUMNS: readonly Column<Zone>[] = [
	{ header: "Name", cell: ({ name }) => name, width: "30%" },
	{ header: "Addresses", cell: addressText, labelled: true },
	{ header: "Status", cell: ({ status }) => <StatusBadge status={status} />, width: 120 },
];

const ACTIONS: Column<Zone> = {
	header: "Actions",
	headerHidden: true,
	align: "right",
	width: 60,
	cell: (zone) => <ZoneActions zone={zone} />,
};

/** Networks that rules of policies can name. */
export const NetworksPage = () => {
	const may = useMay()("networkZones.manage");
	const list = useList<Zone>(ZONES);
	const [adding, add] = useDisclosure(false);
	const button = (
		<May to="networkZones.manage">
			<Button leftSection={<IconPlus size={18} aria-hidden />} onClick={add.open}>
				Add network
			</Button>
		</May>
	);
	return (
		<>
			<PageHeader
				title="Networks"
				description="Addresses under a name, such as those of an office, for the rules of policies to go by."
				actions={list.items.length > 0 && <Group>{button}</Group>}
			/>
			<DataTable
				label="Networks"
				columns={may ? [...COLUMNS, ACTIONS] : COLUMNS}
				list={list}
				rowKey={({ id }) => id}
				empty={
					<EmptyState
						icon={<IconNetwork size={40} stroke={1.5} aria-hidden />}
						title="No networks yet"
						description="Once there is one, a rule can hold for sign-ins from it alone, or from everywhere else."
						action={button}
					/>
				}
			/>
			{adding && <ZoneDialog zone={undefined} onClose={add.close} />}
		</>
	);
};
