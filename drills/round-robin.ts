import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** A proxy that hands each connection to the next port, whoever it comes from. One that refuses is passed over. */
export interface RoundRobin {
	to(ports: readonly number[]): void;
	close(): Promise<void>;
}

export const openRoundRobin = async (port: number): Promise<RoundRobin> => {
	let ports: readonly number[] = [];
	let turn = 0;
	const open = new Set<Socket>();
	const keep = (socket: Socket) => {
		open.add(socket);
		socket.on("close", () => open.delete(socket));
		return socket;
	};
	const handOver = (client: Socket, attempts: number): void => {
		const target = ports[turn++ % ports.length];
		if (target === undefined || attempts === 0) return void client.destroy();
		const behind = keep(connect({ port: target, host: "localhost" }));
		let isThere = false;
		behind.once("connect", () => {
			isThere = true;
			client.pipe(behind).pipe(client);
		});
		behind.on("error", () => (isThere ? client.destroy() : handOver(client, attempts - 1)));
		client.on("error", () => behind.destroy());
		client.on("close", () => behind.destroy());
	};
	const listen = async (host: string): Promise<Server | undefined> => {
		const server = createServer((client) => handOver(keep(client), ports.length)).listen(port, host);
		// A machine may have only one of the two.
		return Promise.race([once(server, "listening").then(() => server), once(server, "error").then(() => undefined)]);
	};
	const servers = [await listen("127.0.0.1"), await listen("::1").catch(() => undefined)];
	return {
		to(next) {
			ports = next;
		},
		async close() {
			for (const server of servers) server?.close();
			for (const socket of open) socket.destroy();
		},
	};
};
