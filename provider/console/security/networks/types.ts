export const ZONES = "/api/v1/zones";

export interface Addresses {
	readonly type: "CIDR" | "RANGE";
	readonly value: string;
}

/** A network zone: addresses under a name, for rules to name. */
export interface Zone {
	readonly id: string;
	readonly name: string;
	readonly status: "ACTIVE" | "INACTIVE";
	readonly gateways: readonly Addresses[];
	readonly proxies: readonly Addresses[] | null;
}
