import { createAgent } from "../../tests/harness/agent.ts";
import { authorizeRequest } from "../works/oauth.ts";
import type { Site } from "../works/site.ts";

/** How many browsers and people there are at each provider. */
export const BROWSERS = 32;

/** The address of an authorization request, as a browser opens it. */
export const authorizeAddress = (site: Site): string => {
	const [, path = ""] = authorizeRequest(site, "").split(" ");
	return `http://${site.origin.authority}${path}`;
};

/** The site with a browser's session each, made by opening an authorization request where nobody is asked anything. */
export const withSessions = async (site: Site, cookie: string): Promise<Site> => {
	const cookies: string[] = [];
	for (let n = 0; n < BROWSERS; n++) {
		const agent = createAgent();
		await agent.open(authorizeAddress(site), { follow: (to) => to.startsWith(site.redirectUri) });
		const value = agent.cookie(cookie);
		if (value === undefined) throw new Error(`no session of ${site.origin.authority}`);
		cookies.push(`${cookie}=${value}`);
	}
	return { ...site, cookies };
};
