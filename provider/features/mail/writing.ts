import { type Html, html } from "#common/web/html.ts";
import type { Words } from "#common/words/words.ts";
import type { Look } from "../looks/looks.ts";
import type { Body } from "./body.ts";
import type { Letter } from "./letters.ts";

/** What a letter says, before it has a form. */
interface Draft {
	readonly subject: string;
	readonly before: readonly string[];
	/** What the letter is there for. */
	readonly link?: { readonly label: string; readonly address: string };
	readonly code?: string;
	readonly after: readonly string[];
}

/** Seconds after which what stands in it is worth nothing; undefined for what merely tells. */
export const lifetimeOf = (letter: Letter): number | undefined => {
	if ("hours" in letter) return letter.hours * 60 * 60;
	return "minutes" in letter ? letter.minutes * 60 : undefined;
};

/** How long a link or a code works, in the largest unit that is whole. */
const worksFor = ({ say }: Words, minutes: number): string => {
	if (minutes % 1440 === 0 && minutes > 1440) return say("It works once, within {days} days.", { days: minutes / 1440 });
	if (minutes % 60 === 0 && minutes > 60) return say("It works once, within {hours} hours.", { hours: minutes / 60 });
	return say("It works once, within {minutes} minutes.", { minutes });
};

const momentIn = ({ code }: Words, moment: string): string => {
	const date = new Date(moment);
	if (Number.isNaN(date.getTime())) return moment;
	return `${new Intl.DateTimeFormat(code, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" }).format(date)} UTC`;
};

const draftOf = ({ words, brand: { name: organization } }: Look, letter: Letter): Draft => {
	const { say, translate } = words;
	const notYou = say("If this was not you, tell your administrator at once.");
	switch (letter.kind) {
		case "activation":
			return {
				subject: say("Activate your account at {organization}", { organization }),
				before: [say("An account at {organization} was made for you. Choose a password, and you can sign in.", { organization })],
				link: { label: say("Choose a password"), address: letter.link },
				after: [worksFor(words, letter.hours * 60)],
			};
		case "password-reset":
			return {
				subject: say("Choose another password for {organization}", { organization }),
				before: [
					letter.byAdministrator
						? say("An administrator has reset the password of your account at {organization}.", { organization })
						: say("Somebody, probably you, asked for another password for your account at {organization}.", { organization }),
				],
				link: { label: say("Choose another password"), address: letter.link },
				after: [
					worksFor(words, letter.minutes),
					...(letter.byAdministrator ? [] : [say("If this was not you, there is nothing to do: your password stays as it is.")]),
				],
			};
		case "unlock":
			return {
				subject: say("Unlock your account at {organization}", { organization }),
				before: [say("Your account at {organization} is locked after too many wrong passwords.", { organization })],
				link: { label: say("Unlock my account"), address: letter.link },
				after: [worksFor(words, letter.minutes), say("If this was not you, there is nothing to do.")],
			};
		case "email-code":
			return {
				subject: say("Your code for {organization}", { organization }),
				before: [say("This is your code:")],
				code: letter.code,
				after: [worksFor(words, letter.minutes), say("Nobody will ask you for it but the page where you sign in.")],
			};
		case "new-device":
			return {
				subject: say("New sign-in to your account at {organization}", { organization }),
				before: [
					say("Somebody, probably you, signed in to your account with a device that was not known."),
					say("Device: {device}", { device: letter.device }),
					say("Address: {address}", { address: letter.address }),
					say("Time: {moment}", { moment: momentIn(words, letter.moment) }),
				],
				after: [say("If this was not you, change your password and tell your administrator at once.")],
			};
		case "factor-changed": {
			const factor = translate(letter.factor);
			const what = {
				added: say("{factor} was added to the ways in which you sign in.", { factor }),
				removed: say("{factor} was removed from the ways in which you sign in.", { factor }),
				reset: say("All second factors of your account were removed. You can set up new ones when you sign in."),
				used: say("{factor} was used to sign in to your account.", { factor }),
			}[letter.change];
			return {
				subject: say("How you sign in at {organization} has changed", { organization }),
				before: [what, ...(letter.byAdministrator ? [say("An administrator did this.")] : [])],
				after: [notYou],
			};
		}
		case "password-changed":
			return {
				subject: say("Your password at {organization} was changed", { organization }),
				before: [
					letter.byAdministrator
						? say("An administrator has changed the password of your account.")
						: say("The password of your account was changed."),
				],
				after: [notYou],
			};
		case "test":
			return {
				subject: say("Mail from {organization} arrives", { organization }),
				before: [say("This is a test. Letters to the people of {organization} reach them this way.", { organization })],
				after: [],
			};
	}
};

const P = "margin:0 0 16px";
const BUTTON =
	"display:inline-block;padding:10px 18px;border-radius:6px;background:#1f5c45;color:#ffffff;text-decoration:none;font-weight:600";
const CODE = "margin:0 0 16px;font:600 28px/1.3 ui-monospace,monospace;letter-spacing:4px";
const CARD =
	"max-width:520px;margin:0 auto;padding:28px;background:#ffffff;color:#1d2522;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif";

/** A letter in a person's language. */
export const writtenLetter = (look: Look, firstName: string, letter: Letter): Body & { readonly subject: string } => {
	const { say, code: language } = look.words;
	const { subject, before, link, code, after } = draftOf(look, letter);
	const hello = say("Hello {name},", { name: firstName });
	const machine = say("This message was sent automatically. Please do not reply to it.");
	const lines = (sentences: readonly string[]): Html[] => sentences.map((sentence) => html`<p style="${P}">${sentence}</p>`);
	const middle = link ? [`${link.label}:\n${link.address}`] : code === undefined ? [] : [code];
	return {
		subject,
		text: `${[hello, ...before, ...middle, ...after, `${look.brand.name}\n${machine}`].join("\n\n")}\n`,
		html: `<!doctype html>\n${
			html`<html lang="${language}"><head><meta charset="utf-8"><title>${subject}</title></head>
<body style="margin:0;padding:24px;background:#f3f5f4">
<div style="${CARD}">
<p style="margin:0 0 20px;font-weight:700;font-size:18px">${look.brand.name}</p>
${lines([hello, ...before])}
${link && html`<p style="${P}"><a href="${link.address}" style="${BUTTON}">${link.label}</a></p><p style="${P};font-size:14px;overflow-wrap:anywhere">${link.address}</p>`}
${code !== undefined && html`<p style="${CODE}">${code}</p>`}
${lines(after)}
<p style="margin:24px 0 0;font-size:13px;color:#5d6b65">${machine}</p>
</div>
</body></html>`.markup
		}\n`,
	};
};
