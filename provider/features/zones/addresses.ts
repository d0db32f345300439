/** Addresses of the network, and the ranges that hold them: IPv4 and IPv6, and IPv4 in the clothes of IPv6 (RFC 4291 section 2.5.5.2). */
import { BlockList, isIP, isIPv4 } from "node:net";

export const addressKinds = ["CIDR", "RANGE"] as const;

/** `CIDR`: `192.0.2.0/24`; `RANGE`: `192.0.2.1-192.0.2.9`. Either may be a single address. */
export interface Addresses {
	readonly type: (typeof addressKinds)[number];
	readonly value: string;
}

type Family = "ipv4" | "ipv6";

/** First and last address, or an address and how many bits of it count. */
type Span = { readonly family: Family; readonly first: string } & ({ readonly last: string } | { readonly prefix: number });

const WHOLE = { ipv4: 32, ipv6: 128 } as const;
/** Bits of an IPv6 address before the IPv4 address that it maps. */
const MAPPED_BITS = 96;

/** An address in its plainest form: IPv4 where IPv6 maps it, and nothing of its interface. Undefined where it is none. */
export const plainAddress = (text: string): { readonly family: Family; readonly address: string } | undefined => {
	const [address = ""] = text.trim().split("%");
	if (isIP(address) === 0) return undefined;
	if (isIPv4(address)) return { family: "ipv4", address };
	const number = numbered("ipv6", address);
	if (number >> 32n !== 0xffffn) return { family: "ipv6", address };
	return { family: "ipv4", address: [24n, 16n, 8n, 0n].map((bits) => (number >> bits) & 255n).join(".") };
};

const numbered = (family: Family, address: string): bigint => {
	if (family === "ipv4") return address.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
	const text = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_all, a, b, c, d) =>
		[Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map((part) => part.toString(16)).join(":"),
	);
	const [before = "", after] = text.split("::");
	const head = before === "" ? [] : before.split(":");
	const tail = after === undefined || after === "" ? [] : after.split(":");
	const middle = after === undefined ? [] : Array(8 - head.length - tail.length).fill("0");
	return [...head, ...middle, ...tail].reduce((sum, part) => sum * 65_536n + BigInt(`0x${part}`), 0n);
};

/** What addresses these are. Undefined where that makes no sense. */
const spanOf = ({ type, value }: Addresses): Span | undefined => {
	const parts = value.split(type === "CIDR" ? "/" : "-");
	const first = plainAddress(parts[0] ?? "");
	if (first === undefined || parts.length > 2) return undefined;
	const { family, address } = first;
	if (parts[1] === undefined) return { family, first: address, prefix: WHOLE[family] };
	if (type === "RANGE") {
		const last = plainAddress(parts[1]);
		const ordered = last?.family === family && numbered(family, address) <= numbered(family, last.address);
		return ordered ? { family, first: address, last: last.address } : undefined;
	}
	if (!/^(?:0|[1-9]\d{0,2})$/.test(parts[1])) return undefined;
	const wasMapped = family === "ipv4" && (parts[0] ?? "").includes(":");
	const prefix = Number(parts[1]) - (wasMapped ? MAPPED_BITS : 0);
	return prefix < 0 || prefix > WHOLE[family] ? undefined : { family, first: address, prefix };
};

/** Whether these can be understood. */
export const isUnderstood = (addresses: Addresses): boolean => spanOf(addresses) !== undefined;

/** Whether one of `all` holds this address. What is no address is nowhere. */
export const holds = (all: readonly Addresses[], text: string): boolean => {
	const wanted = plainAddress(text);
	if (wanted === undefined) return false;
	const list = new BlockList();
	for (const addresses of all) {
		const span = spanOf(addresses);
		if (span?.family !== wanted.family) continue;
		if ("last" in span) list.addRange(span.first, span.last, span.family);
		else list.addSubnet(span.first, span.prefix, span.family);
	}
	return list.check(wanted.address, wanted.family);
};
