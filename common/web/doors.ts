import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import type { Listen } from "../settings/table.ts";

/** What connections come in by. */
export interface Doors {
	/** Whoever comes from now on is refused. */
	close(): void;
}

/**
 * Listens at every address that the host's name has (`localhost` has two on most machines), and gives each connection away. Where it will
 * be another process that reads from them, they are `untouched`.
 *
 * @throws what keeps it from listening at the first address.
 */
export const openDoors = async ({ host, port }: Listen, give: (socket: Socket) => void, untouched = false): Promise<Doors> => {
	const [first = host, ...others] = host === "localhost" ? await addressesOf(host) : [host];
	const open = async (address: string): Promise<Server> => {
		const door = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: untouched }, give);
		await once(door.listen({ host: address, port, exclusive: true }), "listening");
		return door;
	};
	const doors = [await open(first)];
	// A name may have an address that this machine has not.
	for (const door of await Promise.allSettled(others.map(open))) if (door.status === "fulfilled") doors.push(door.value);
	return {
		close() {
			for (const door of doors) door.close();
		},
	};
};

const addressesOf = async (host: string): Promise<readonly string[]> => {
	const found = await lookup(host, { all: true });
	return [...new Set(found.map(({ address }) => address))];
};
