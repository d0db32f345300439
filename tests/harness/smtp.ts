import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { freePort } from "./half.ts";

export interface TestMailServer {
	readonly port: number;
	/** As `SIGNET_SMTP_URL` has it. */
	readonly url: string;
	/** What was taken, oldest first. */
	readonly letters: readonly ParsedMail[];
	/** Commands that were refused or taken, such as `DATA`. */
	readonly attempts: number;
	/** The next letter that comes, or has come since the last call. */
	next(): Promise<ParsedMail>;
	stop(): Promise<void>;
}

export interface MailServerSettings {
	readonly port?: number;
	/** Answers each letter: nothing to take it, or a code and a sentence to refuse it. */
	readonly onLetter?: (
		letter: ParsedMail,
		attempt: number,
	) => readonly [code: number, sentence: string] | undefined | Promise<undefined>;
	/** The same for each recipient. */
	readonly onRecipient?: (address: string) => readonly [code: number, sentence: string] | undefined;
	readonly account?: { readonly user: string; readonly password: string };
	/** A certificate makes it offer STARTTLS. */
	readonly certificate?: { readonly key: string; readonly cert: string };
}

const refusal = ([responseCode, sentence]: readonly [number, string]): Error =>
	Object.assign(new Error(sentence), { responseCode });

/** A mail server that takes letters for everybody, on loopback. */
export const startMailServer = async (settings: MailServerSettings = {}): Promise<TestMailServer> => {
	const { account, certificate, onLetter, onRecipient } = settings;
	const port = settings.port ?? (await freePort());
	const letters: ParsedMail[] = [];
	const waiting: ((letter: ParsedMail) => void)[] = [];
	let attempts = 0;
	let given = 0;
	const disabled = [...(certificate ? [] : ["STARTTLS"]), ...(account ? [] : ["AUTH"])];
	const options: SMTPServerOptions = {
		disabledCommands: disabled,
		authOptional: account === undefined,
		allowInsecureAuth: true,
		logger: false,
		...certificate,
		onAuth(auth, _session, done) {
			if (auth.username === account?.user && auth.password === account?.password) done(null, { user: auth.username });
			else done(refusal([535, "Authentication failed"]));
		},
		onRcptTo({ address }, _session, done) {
			const refused = onRecipient?.(address);
			if (refused) attempts++;
			done(refused ? refusal(refused) : null);
		},
		onData(stream, _session, done) {
			simpleParser(stream).then(async (letter) => {
				attempts++;
				const refused = await onLetter?.(letter, attempts);
				if (refused) return done(refusal(refused));
				letters.push(letter);
				waiting.shift()?.(letters[given++] as ParsedMail);
				done(null);
			}, done);
		},
	};
	const server = new SMTPServer(options);
	server.on("error", () => {});
	await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
	return {
		port,
		url: `smtp://${account ? `${account.user}:${account.password}@` : ""}127.0.0.1:${port}`,
		letters,
		get attempts() {
			return attempts;
		},
		next: () =>
			given < letters.length
				? Promise.resolve(letters[given++] as ParsedMail)
				: new Promise((resolve) => {
						waiting.push(resolve);
					}),
		stop: () => new Promise((resolve) => server.close(() => resolve())),
	};
};
