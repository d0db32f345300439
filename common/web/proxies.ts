import { BlockList, isIP } from "node:net";

/** An address or a network, such as `10.0.0.0/8` or `2001:db8::/32`. */
export interface Network {
	readonly address: string;
	readonly prefix: number;
	readonly family: "ipv4" | "ipv6";
}

/** Reads an address or a network in CIDR notation (RFC 4632 section 3.1); undefined where it is none. */
export const readNetwork = (text: string): Network | undefined => {
	const [, address = "", length] = /^([0-9A-Fa-f.:]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
	const family = familyOf(address);
	if (family === undefined) return undefined;
	const longest = family === "ipv4" ? 32 : 128;
	const prefix = length === undefined ? longest : Number(length);
	return prefix > longest ? undefined : { address, prefix, family };
};

/** Whether an address lies in one of `networks`, an IPv4 address written as IPv6 included. @throws Error for what is no network. */
export const within = (networks: readonly string[]): ((address: string) => boolean) => {
	const list = new BlockList();
	for (const text of networks) {
		const network = readNetwork(text);
		if (network === undefined) throw new Error(`${text} is neither an IP address nor a network such as 10.0.0.0/8`);
		list.addSubnet(network.address, network.prefix, network.family);
	}
	return (address) => {
		const family = familyOf(address);
		return family !== undefined && list.check(address, family);
	};
};

const familyOf = (address: string): Network["family"] | undefined => {
	const version = isIP(address);
	if (version === 0) return undefined;
	return version === 4 ? "ipv4" : "ipv6";
};
