/** A mail server, as an address names it. */
export interface MailServer {
	readonly host: string;
	readonly port: number;
	/** `implicit` from the first byte, `required` by STARTTLS (RFC 3207), `off` in the clear. */
	readonly tls: "implicit" | "required" | "off";
	readonly user: string | undefined;
	readonly password: string | undefined;
}

/** Whom letters are from. */
export interface MailSender {
	/** The organisation's name where it is left out. */
	readonly name: string | undefined;
	readonly address: string;
}

const isLoopback = (host: string): boolean => host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);

/** @throws Error whose message completes "NAME ...", and never holds a part of the address: there is a password in it. */
export const mailServerOf = (text: string | undefined): MailServer | undefined => {
	if (text === undefined) return undefined;
	const url = URL.parse(text);
	if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === "")
		throw new Error("must be an address such as smtps://user:password@smtp.example.com");
	if (!["", "/"].includes(url.pathname) || url.hash !== "") throw new Error("must be an address without a path");
	const wanted = [...url.searchParams];
	if (wanted.some(([name, value]) => name !== "tls" || !["required", "off"].includes(value)) || wanted.length > 1)
		throw new Error("may end with ?tls=required or ?tls=off, and nothing else");
	const implicit = url.protocol === "smtps:";
	const [, said] = wanted[0] ?? [];
	if (implicit && said !== undefined) throw new Error("begins with smtps://, which leaves nothing to say about TLS");
	const host = url.hostname.replace(/^\[|\]$/g, "");
	try {
		return {
			host,
			port: Number(url.port) || (implicit ? 465 : 587),
			tls: implicit ? "implicit" : said === "off" || (said === undefined && isLoopback(host)) ? "off" : "required",
			user: url.username === "" ? undefined : decodeURIComponent(url.username),
			password: url.username === "" ? undefined : decodeURIComponent(url.password),
		};
	} catch {
		throw new Error("must have its user and password percent-encoded");
	}
};

/** @throws as `mailServerOf`. */
export const mailSenderOf = (text: string | undefined): MailSender | undefined => {
	if (text === undefined) return undefined;
	const [, quoted, plain, inBrackets, alone] =
		/^(?:(?:"([^"<>\p{Cc}]+)"|([^"<>\p{Cc}]+?))? *<([^\s<>@]+@[^\s<>@]+)>|([^\s<>@]+@[^\s<>@]+))$/u.exec(text.trim()) ?? [];
	const address = inBrackets ?? alone;
	if (address === undefined) throw new Error("must be an email address, or such as Example Ltd <no-reply@example.com>");
	return { name: quoted ?? plain, address };
};
