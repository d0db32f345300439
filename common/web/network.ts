/**
 * What one caller can vary at will, cut off: an IPv6 address becomes its /64 network, which is the least that a line is given
 * (RFC 6177 section 2). An IPv4 address stays.
 */
export const networkOf = (address: string): string => {
	if (!address.includes(":") || address.includes(".")) return address;
	const [head = "", tail = ""] = address.split("%")[0]?.split("::") ?? [];
	const groups = (text: string) => (text === "" ? [] : text.split(":"));
	const zeros = Array.from({ length: Math.max(0, 8 - groups(head).length - groups(tail).length) }, () => "0");
	return [...groups(head), ...zeros, ...groups(tail)].slice(0, 4).join(":");
};
