import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import { asFault, Fault } from "#common/faults/fault.ts";
import type { Limit } from "#common/web/limits.ts";
import { safeNext } from "#common/web/next.ts";
import { answerPage } from "#common/web/pages/page.ts";
import type { EventDraft } from "#common/web/route.ts";
import type { PlatformRoutes } from "../../gate.ts";
import { testedPage } from "../../pages/tested.ts";
import { recordAudit, recordStray } from "../audit/audit.ts";
import { clientSecretOf, liveConfiguration } from "../authentication/authentication.ts";
import { enteredBy } from "../door/door.ts";
import type { Actor } from "../roles/roles.ts";
import { type Session, startSession } from "../sessions/sessions.ts";
import type { Arrival } from "./admission.ts";
import { browserOf, rememberBrowser } from "./browser.ts";
import { mountForeignForms } from "./foreign-forms.routes.ts";
import { beginSignIn, type ComeBack, comeBack, finishSignIn, type OidcSignInNeeds } from "./oidc-sign-in.ts";
import { asProviderFault } from "./provider-faults.ts";
import { explainRefusal } from "./refusals.ts";
import type { Exchanged } from "./tokens.ts";
import { finishTest, isTest } from "./try-out.ts";

/** Generous: a whole office may sit behind one address. Each call keeps one small row for ten minutes. */
const BEGINNINGS: Limit = { name: "oidc-login", points: 12_000, duration: 60 };

const ARRIVALS = { made: "user.provision", linked: "user.link" } as const satisfies Partial<Record<Arrival, string>>;

/** What the provider wrote is shown to no browser that this platform did not send there. */
const FAILED_THERE =
	"The identity provider says that the sign-in failed. It was started too long ago or in another browser, so that this platform cannot say more about it here.";

const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));
const Initiation = Type.Object({ next: text(2_000), iss: text(1_000), login_hint: text(200), target_link_uri: text(2_000) });

/** `/oidc/login` sends the browser to the provider; `/oidc/callback` is where it comes back. */
export const mountOidcSignIn = (routes: PlatformRoutes, needs: OidcSignInNeeds): void => {
	const { db, seal, url } = needs;
	const redirectUri = `${url}/oidc/callback`;
	mountForeignForms(routes);

	/** What a refusal leaves in the audit log: what was sent, what came back, and what to change on which side. */
	const explain = async (
		thrown: Pick<Fault, "code" | "detail" | "advice">,
		{ configuration, query }: Pick<ComeBack, "configuration" | "query">,
		claims?: Exchanged["claims"],
	) => {
		const secrets = [await clientSecretOf(db, seal, configuration.id)];
		const metadata = (await needs.providers.recall(configuration).catch(() => undefined))?.metadata;
		const said = claims && { ...claims.userinfo, ...claims.idToken };
		return explainRefusal(thrown, { configuration, redirectUri, response: query, secrets, metadata, claims: said });
	};

	const live = () => liveConfiguration(db);

	const recordOutage = async ({ id, ip, headers }: FastifyRequest, fault: Fault): Promise<void> => {
		const configuration = await live();
		const explained = await explain(fault, { configuration, query: new URLSearchParams() });
		await recordStray(db, {
			action: "sign-in",
			actor: undefined,
			address: ip,
			userAgent: headers["user-agent"] ?? "",
			result: "failure",
			reason: fault.code,
			requestId: id,
			detail: { method: "openid-connect", ...explained },
		});
	};

	routes({
		method: "GET",
		url: "/oidc/login",
		family: "page",
		access: "anyone",
		limit: BEGINNINGS,
		audit: "none",
		query: Initiation,
		handler: async ({ query, request, reply }) => {
			const { iss: issuer, login_hint: loginHint, target_link_uri: target } = query;
			const next = safeNext(query.next ?? (target?.startsWith(`${url}/`) ? target.slice(url.length) : "/"), url);
			const browser = rememberBrowser(request, reply, url);
			try {
				return reply.redirect(await beginSignIn(needs, { browser, next, issuer, loginHint }), 303);
			} catch (thrown) {
				if (!(thrown instanceof Fault) || thrown.code !== "provider_unreachable") throw thrown;
				const fault = asProviderFault(thrown, { configuration: await live(), redirectUri });
				await recordOutage(request, fault);
				throw fault;
			}
		},
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
			const back = await comeBack(needs, { query, browser: browserOf(request, url) });
			if (back === undefined) {
				// The back button, a bookmark or a second click: whoever is signed in already has what they came for.
				event.refused = "attempt_expired";
				event.stray = true;
				const fault = new Fault("attempt_expired", query.has("error") ? { description: FAILED_THERE } : {});
				if (query.has("error")) Object.assign(event.detail, await explain(fault, { configuration: await live(), query }));
				if (actor === undefined) throw fault;
				return reply.redirect("/", 303);
			}
			if (isTest(back.configuration)) {
				event.detail["test"] = back.configuration.id;
				const { state, refused, claims } = await finishTest(needs, back, actor, request.id);
				if (refused !== undefined) {
					event.refused = refused.code;
					Object.assign(event.detail, await explain(refused, back, claims));
				}
				return answerPage(reply, testedPage(state === "passed"));
			}
			let claims: Exchanged["claims"] | undefined;
			let session: Session | undefined;
			const signedIn = await finishSignIn(needs, back, {
				heard: (said) => {
					claims = said;
				},
				begin: async (tx, begun) => {
					session = await startSession({ ...needs, tx }, reply, begun);
				},
			}).catch(async (thrown: unknown) => {
				Object.assign(event.detail, await explain(asFault(thrown), back, claims));
				throw thrown;
			});
			const { user, issuer, next } = signedIn;
			event.actor = { ...user, session };
			event.targets.push({ type: "user", id: user.id, name: user.email });
			event.detail["issuer"] = issuer;
			await enteredBy(db, { method: "openid-connect", configuration: back.configuration, user });
			await recordArrival(request, event, signedIn);
			return reply.redirect(next, 303);
		},
	});

	const recordArrival = async (
		{ id, ip, headers }: FastifyRequest,
		{ targets: [target] }: EventDraft<Actor>,
		{ user, arrival, issuer, rolesChange }: Awaited<ReturnType<typeof finishSignIn>>,
	): Promise<void> => {
		const write = (action: "user.provision" | "user.link" | "user.roles", detail: Record<string, unknown>) =>
			recordAudit(db, {
				action,
				actor: user,
				address: ip,
				userAgent: headers["user-agent"] ?? "",
				target: target && { type: target.type, id: target.id, name: user.name },
				result: "success",
				requestId: id,
				detail,
			});
		if (arrival !== "known") await write(ARRIVALS[arrival], { issuer });
		if (rolesChange !== undefined) await write("user.roles", { issuer, changes: { roles: rolesChange } });
	};
};
