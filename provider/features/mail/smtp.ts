import { createTransport } from "nodemailer";
import type { MailServer } from "#common/settings/mail.ts";

/** A letter for a server. */
export interface Message {
	readonly id: string;
	readonly from: { readonly name: string; readonly address: string };
	readonly to: { readonly name: string; readonly address: string };
	readonly subject: string;
	readonly text: string;
	readonly html: string;
}

/** Why a server did not take a letter. */
export class Undelivered extends Error {
	override readonly name = "Undelivered";
	/** Another try ends the same way. */
	readonly permanent: boolean;

	constructor(sentence: string, permanent: boolean) {
		super(sentence);
		this.permanent = permanent;
	}
}

export type Deliver = (message: Message) => Promise<void>;

const SECONDS = 1000;
const LONGEST_ERROR = 300;

/** Delivers to one server, a connection for each letter. The server's certificate has to hold wherever there is TLS. */
export const delivererTo = ({ host, port, tls, user, password }: MailServer): Deliver => {
	const transport = createTransport({
		host,
		port,
		secure: tls === "implicit",
		requireTLS: tls === "required",
		ignoreTLS: tls === "off",
		...(user === undefined ? {} : { auth: { user, pass: password ?? "" } }),
		connectionTimeout: 20 * SECONDS,
		greetingTimeout: 20 * SECONDS,
		socketTimeout: 60 * SECONDS,
		disableFileAccess: true,
		disableUrlAccess: true,
	});
	return async ({ id, from, to, subject, text, html }) => {
		try {
			await transport.sendMail({
				from: { name: from.name, address: from.address },
				to: { name: to.name, address: to.address },
				envelope: { from: from.address, to: [to.address] },
				subject,
				text,
				html,
				messageId: `<${id}@${from.address.split("@")[1]}>`,
				// RFC 3834 section 5: nobody's absence is to be announced to us.
				headers: { "Auto-Submitted": "auto-generated" },
			});
		} catch (thrown) {
			throw undelivered(thrown as SmtpFault, [user, password]);
		}
	};
};

interface SmtpFault extends Error {
	readonly code?: string;
	readonly responseCode?: number;
}

/** A server that refuses the recipient or the letter for good (RFC 5321 section 4.2.1) says the same tomorrow; one that refuses us may not. */
const undelivered = (
	{ code = "", responseCode = 0, message }: SmtpFault,
	secrets: readonly (string | undefined)[],
): Undelivered => {
	const permanent = ["EENVELOPE", "EMESSAGE"].includes(code) && responseCode >= 500 && responseCode !== 530;
	let sentence = message.replace(/\s+/g, " ");
	for (const secret of secrets) if (secret) sentence = sentence.replaceAll(secret, "...");
	return new Undelivered(sentence.slice(0, LONGEST_ERROR), permanent);
};
