import type { FastifyRequest } from "fastify";

/** Whom a request came from, as far as the connection and its headers say. */
export interface Client {
	/** IP address, behind the proxies that are trusted. */
	readonly address: string;
	readonly userAgent: string;
}

const LONGEST = 500;

export const clientOf = ({ ip, headers }: FastifyRequest): Client => ({
	address: ip,
	userAgent: (headers["user-agent"] ?? "").slice(0, LONGEST),
});
