import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { Fault } from "#common/faults/fault.ts";
import { newSecret } from "#common/seal/ids.ts";
import { cookieName, cookieOptions } from "#common/web/cookies.ts";
import type { Limit } from "#common/web/limits.ts";
import { safeNext } from "#common/web/next.ts";
import type { PlatformRoutes } from "../../gate.ts";
import { recordAudit } from "../audit/audit.ts";
import { startSession } from "../sessions/sessions.ts";
import type { Arrival } from "./accounts.ts";
import { beginSignIn, finishSignIn, type OidcSignInNeeds } from "./oidc-sign-in.ts";

/** Generous: a whole office may sit behind one address. Each call keeps one small row for ten minutes. */
const BEGINNINGS: Limit = { name: "oidc-login", points: 12_000, duration: 60 };

const COOKIE = "signet_platform_browser";
const SECRET = /^[\w-]{43}$/;
const YEAR = 365 * 24 * 60 * 60;

const ARRIVALS = { made: "user.provision", linked: "user.link" } as const satisfies Partial<Record<Arrival, string>>;

/** `/oidc/login` sends the browser to the provider; `/oidc/callback` is where it comes back. */
export const mountOidcSignIn = (routes: PlatformRoutes, needs: OidcSignInNeeds): void => {
	const { db, url } = needs;
	const name = cookieName(COOKIE, url);
	const browserOf = (request: FastifyRequest): string | undefined => {
		const value = request.cookies[name];
		return value !== undefined && SECRET.test(value) ? value : undefined;
	};
	/** The secret that ties attempts to this browser, the same for all its tabs. */
	const rememberBrowser = (request: FastifyRequest, reply: FastifyReply): string => {
		const browser = browserOf(request) ?? newSecret();
		reply.setCookie(name, browser, { ...cookieOptions(url), maxAge: YEAR });
		return browser;
	};

	routes({
		method: "GET",
		url: "/oidc/login",
		family: "page",
		access: "anyone",
		limit: BEGINNINGS,
		audit: "none",
		query: Type.Object({
			next: Type.Optional(Type.String({ maxLength: 2_000 })),
			iss: Type.Optional(Type.String({ maxLength: 1_000 })),
			login_hint: Type.Optional(Type.String({ maxLength: 200 })),
			target_link_uri: Type.Optional(Type.String({ maxLength: 2_000 })),
		}),
		handler: async ({ query, request, reply }) => {
			const { iss: issuer, login_hint: loginHint, target_link_uri: target } = query;
			const next = safeNext(query.next ?? (target?.startsWith(`${url}/`) ? target.slice(url.length) : "/"), url);
			try {
				const address = await beginSignIn(needs, { browser: rememberBrowser(request, reply), next, issuer, loginHint });
				return reply.header("Cache-Control", "no-store").redirect(address, 303);
			} catch (thrown) {
				if (thrown instanceof Fault && thrown.code === "provider_unreachable") await recordFailure(request, thrown);
				throw thrown;
			}
		},
	});

	const recordFailure = ({ id, ip, headers }: FastifyRequest, { code, detail }: Fault): Promise<void> =>
		recordAudit(db, {
			action: "sign-in",
			actor: undefined,
			address: ip,
			userAgent: headers["user-agent"] ?? "",
			result: "failure",
			reason: code,
			requestId: id,
			detail: { method: "openid-connect", ...(detail === undefined ? {} : { detail }) },
		});

	routes({
		method: "GET",
		url: "/oidc/callback",
		family: "page",
		access: "anyone",
		limit: BEGINNINGS,
		audit: "sign-in",
		handler: async ({ request, reply, actor, event }) => {
			event.detail["method"] = "openid-connect";
			const query = new URL(request.url, url).searchParams;
			const signedIn = await finishSignIn(needs, { query, browser: browserOf(request) ?? "" }).catch((thrown: unknown) => {
				if (thrown instanceof Fault && thrown.detail !== undefined) event.detail["detail"] = thrown.detail;
				throw thrown;
			});
			reply.header("Cache-Control", "no-store");
			if (signedIn === undefined) {
				// The back button, a bookmark or a second click: whoever is signed in already has what they came for.
				if (actor === undefined) throw new Fault("attempt_expired");
				event.refused = "attempt_expired";
				return reply.redirect("/", 303);
			}
			const { user, arrival, issuer, idToken, accessToken, next } = signedIn;
			const begin = { userId: user.id, method: "openid-connect", issuer, idToken, accessToken } as const;
			const session = await startSession(needs, reply, begin);
			event.actor = { id: user.id, name: user.name, email: user.email, roles: user.roles, session };
			event.targets.push({ type: "user", id: user.id, name: user.email });
			event.detail["issuer"] = issuer;
			if (arrival !== "known") {
				await recordAudit(db, {
					action: ARRIVALS[arrival],
					actor: user,
					address: request.ip,
					userAgent: request.headers["user-agent"] ?? "",
					target: { type: "user", id: user.id, name: user.name },
					result: "success",
					requestId: request.id,
					detail: { issuer },
				});
			}
			return reply.redirect(next, 303);
		},
	});
};
