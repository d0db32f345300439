import { useList } from "#common/ui/api/useList.ts";
import { useMay } from "../../frame/useMe.ts";
import { ZONES, type Zone } from "./types.ts";

/** Names of network zones by their ids; the id where it is not known. */
export const useZoneNames = (): ((id: string) => string) => {
	const may = useMay()("networkZones.read");
	const { items } = useList<Zone>(ZONES, {}, { limit: 200, enabled: may });
	return (id) => items.find((zone) => zone.id === id)?.name ?? id;
};
