import { discoveryAddress } from "../issuer.ts";
import { Unanswered } from "../outbound.ts";
import { type Context, couldNotTell, type Finding, notTried, refused, type Step, shown, verified } from "./check.ts";

/** The provider answers at the discovery address (Discovery 1.0 section 4). */
export const reached: Step = {
	id: "reached",
	title: "The provider can be reached",
	field: "issuer",
	async run(context): Promise<Finding> {
		const { issuer } = context.found;
		if (issuer === undefined) return notTried();
		const at = discoveryAddress(issuer);
		try {
			const answer = await fetchDocument(context, at);
			if (answer.status === 200) return verified(`There is an answer at ${at}.`);
			return await explain(context, issuer, at, answer);
		} catch (thrown) {
			if (!(thrown instanceof Unanswered)) throw thrown;
			return refused(thrown.message, { actual: at });
		}
	},
};

const fetchDocument = async ({ ask, found }: Context, at: string): Promise<Response> => {
	const sent = Date.now();
	const answer = await ask(at, { headers: { accept: "application/json" } });
	if (answer.status === 200) {
		const date = answer.headers.get("date");
		found.discovery = { text: await answer.text(), date, sent, received: Date.now() };
	}
	return answer;
};

const explain = async (context: Context, issuer: string, at: string, answer: Response): Promise<Finding> => {
	const location = answer.headers.get("location");
	if (answer.status >= 300 && answer.status < 400 && location) {
		const target = URL.parse(location, at)?.href ?? location;
		return refused("The address redirects elsewhere. Redirects are not followed: enter the issuer itself.", {
			expected: "a discovery document",
			actual: `a redirect to ${shown(target)}`,
		});
	}
	if (answer.status === 400 || answer.status === 404) {
		const bare = issuer.replace(/\/+$/, "");
		const other = discoveryAddress(bare);
		const second = other === at ? undefined : await fetchDocument(context, other).catch(() => undefined);
		if (second?.status === 200) {
			return refused("There is no discovery document at this address, but there is one without the slashes at the end.", {
				expected: bare,
				actual: issuer,
				suggestion: { field: "issuer", value: bare, label: `Use ${bare}` },
			});
		}
		const said = shown(await answer.text());
		const tenant = said.includes("AADSTS90002") ? " Entra ID does not know this tenant." : "";
		return refused(
			`There is no discovery document at this address.${tenant} Check the path of the issuer: realm, tenant or application.`,
			{
				expected: `status 200 at ${at}`,
				actual: `status ${answer.status}`,
			},
		);
	}
	if (answer.status === 429 || answer.status >= 500) {
		return refused("The provider is there, but in trouble just now. Try again in a moment.", {
			actual: `status ${answer.status} at ${at}`,
		});
	}
	return answer.status === 401 || answer.status === 403
		? refused("The provider does not show its discovery document to this platform.", {
				actual: `status ${answer.status} at ${at}`,
			})
		: couldNotTell("The provider's answer is not understood.", { actual: `status ${answer.status} at ${at}` });
};
