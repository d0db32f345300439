import { cookiesOf, headerOf } from "../measure/answers.ts";
import type { Unit } from "../measure/loops.ts";
import { requestText, type Wire } from "../measure/wire.ts";
import type { Preparation } from "./feed.ts";
import { authorizeRequest, codeOf, wrong } from "./oauth.ts";
import type { Site } from "./site.ts";

/** The form that has a password in it, among those of the page. */
const FORM = /<form[^>]*>(?:(?!<\/form>)[\s\S])*name="password"(?:(?!<\/form>)[\s\S])*<\/form>/;
const HIDDEN = /<input[^>]*type="hidden"[^>]*>/g;

const attribute = (markup: string, name: string): string => new RegExp(`${name}="([^"]*)"`).exec(markup)?.[1] ?? "";

/** Authorize without a session, the form, the password, and on to the code: a browser that was never there before. */
export const passwordSignIn = async (site: Site, { wires }: Preparation): Promise<Unit> => {
	const people = site.people ?? [];
	const begin = authorizeRequest(site, "");
	return async (connection, n) => {
		const wire = wires[connection % wires.length] as Wire;
		const { login = "", password = "" } = people[n % people.length] ?? {};
		const jar = new Map<string, string>();
		const ask = async (method: "GET" | "POST", address: string, form?: Record<string, string>) => {
			const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
			const headers = { Cookie: cookie, ...(form ? { Origin: `http://${site.origin.authority}` } : {}) };
			const path = address.replace(/^https?:\/\/[^/]+/, "");
			const answer = await wire.ask(site.origin, requestText(method, site.origin, path, { headers, ...(form ? { form } : {}) }));
			for (const [name, value] of cookiesOf(answer)) jar.set(name, value);
			return answer;
		};
		const asked = await wire.ask(site.origin, begin);
		for (const [name, value] of cookiesOf(asked)) jar.set(name, value);
		const page = headerOf(asked, "location");
		if (page === undefined) throw wrong("authorize", asked);
		const form = await ask("GET", page);
		if (form.status !== 200) throw wrong("the form", form);
		const markup = FORM.exec(form.body)?.[0] ?? "";
		const hidden = [...markup.matchAll(HIDDEN)].map(([field]) => [attribute(field, "name"), attribute(field, "value")] as const);
		let answer = await ask("POST", attribute(markup, "action") || page, { ...Object.fromEntries(hidden), login, password });
		for (let hops = 0; hops < 4; hops++) {
			const to = headerOf(answer, "location");
			if (to === undefined) throw wrong("the password", answer);
			if (to.startsWith(site.redirectUri)) break;
			answer = await ask("GET", to);
		}
		codeOf(answer);
	};
};
