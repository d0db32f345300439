import type { KoaContextWithOIDC } from "oidc-provider";
import type { Changes } from "#common/db/changes.ts";
import { slot } from "#common/web/slots.ts";
import type { Db } from "../database.ts";
import { canMeet, demandOfAcr, isMet, type Method } from "../features/assurance/assurance.ts";
import { rememberedOn } from "../features/authn/authn.ts";
import { deviceCookieName, deviceOf } from "../features/devices/devices.ts";
import { activeFactors, methodsOf } from "../features/factors/factors.ts";
import { evaluateSignOn, keepPolicies, type SignOn } from "../features/policies/policies.ts";
import { acrsOf, essentialAcrsOf, provenIn } from "./acr.ts";
import { applicationIdOf } from "./client-metadata.ts";
import { requestBehind } from "./mount.ts";
import { isBySessionToken } from "./session-token.ts";

/** What an authorization request comes to, of somebody with a session. */
export interface SignOnChecks {
	isDenied(ctx: KoaContextWithOIDC): Promise<boolean>;
	/** The rules that decided. */
	rulesOf(ctx: KoaContextWithOIDC): Promise<SignOn["decidedBy"]>;
	/** The application's policy wants a sign-in that is younger than the session's. */
	isTooOld(ctx: KoaContextWithOIDC): Promise<boolean>;
	/** What the session has proven is not what the policies and the application ask for. */
	lacksFactor(ctx: KoaContextWithOIDC): Promise<"nothing" | "a factor" | "what nobody can prove">;
}

/** Whether the person has proven who they are during this very request, all of it. */
export const isFresh = ({ oidc }: KoaContextWithOIDC): boolean =>
	oidc.result?.login !== undefined && oidc.result.login.ts === undefined;

export const createSignOnChecks = (db: Db, url: string, changes: Changes): SignOnChecks => {
	const policies = keepPolicies(db, changes);
	const deviceCookie = deviceCookieName(url);
	const asked = slot<Promise<SignOn>>("sign-on");

	/** By its own cookie: a session may have come from a session token, and from a browser that nobody knows. */
	const device = (ctx: KoaContextWithOIDC, userId: string) => deviceOf(db, requestBehind(ctx.req)?.cookies[deviceCookie], userId);

	/** Once for each request; undefined where nobody is signed in. */
	const signOnOf = (ctx: KoaContextWithOIDC): Promise<SignOn> | undefined => {
		const { session, client, account } = ctx.oidc;
		if (!session?.accountId || !client || !account) return undefined;
		const before = asked.get(ctx);
		if (before) return before;
		const address = requestBehind(ctx.req)?.ip ?? "";
		const context = { userId: session.accountId, applicationId: applicationIdOf(client), address };
		const answer = device(ctx, session.accountId).then(({ known }) =>
			evaluateSignOn(db, { ...context, knownDevice: known }, policies),
		);
		asked.set(ctx, answer);
		return answer;
	};

	const isRemembered = async (ctx: KoaContextWithOIDC, userId: string, proven: readonly Method[], signOn: SignOn) => {
		if (signOn.prompt.mode !== "DEVICE") return false;
		return isMet([...proven, ...rememberedOn(await device(ctx, userId), signOn.prompt.minutes)], signOn.demand);
	};

	return {
		isDenied: async (ctx) => (await signOnOf(ctx))?.access === "DENY",
		rulesOf: async (ctx) => (await signOnOf(ctx))?.decidedBy ?? [],
		async isTooOld(ctx) {
			const minutes = (await signOnOf(ctx))?.reauthenticateMinutes;
			if (minutes === undefined || isFresh(ctx) || isBySessionToken(ctx)) return false;
			const { loginTs = 0 } = ctx.oidc.session ?? {};
			return Date.now() / 1000 - loginTs >= minutes * 60;
		},
		async lacksFactor(ctx) {
			const signOn = await signOnOf(ctx);
			const userId = ctx.oidc.session?.accountId;
			if (!signOn || userId === undefined) return "nothing";
			const proven = provenIn(ctx);
			if (!isMet(proven, signOn.demand) && !(await isRemembered(ctx, userId, proven, signOn))) return "a factor";
			const meets = (acr: string): boolean => {
				const demand = demandOfAcr(acr);
				return demand !== undefined && isMet(proven, demand);
			};
			const essential = essentialAcrsOf(ctx);
			const wanted = [...essential, ...acrsOf(ctx)];
			const [best] = wanted;
			const satisfied = essential.length === 0 || essential.some(meets);
			if (satisfied && (best === undefined || meets(best) || ctx.oidc.result?.login)) return "nothing";
			const available = (await activeFactors(db, userId)).flatMap(methodsOf);
			const reachable = wanted.find((acr) => {
				const demand = demandOfAcr(acr);
				return demand !== undefined && canMeet(proven, demand, available);
			});
			if (satisfied) return reachable === undefined || meets(reachable) ? "nothing" : "a factor";
			return reachable !== undefined && essential.includes(reachable) ? "a factor" : "what nobody can prove";
		},
	};
};
