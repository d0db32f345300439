import type { WebSocket } from "@fastify/websocket";
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from "fastify";
import type { Static, TSchema } from "typebox";
import { lostRace } from "../db/violations.ts";
import { asFault, Fault } from "../faults/fault.ts";
import type { Limit, Limiter } from "./limits.ts";
import { networkOf } from "./network.ts";
import { checkOrigin, checkSocketOrigin } from "./origin.ts";
import { linkToSelf } from "./paging.ts";
import type { Family } from "./shell.ts";
import { stateOf } from "./state.ts";

/** What a handler may add to the event that its route leaves. */
export interface EventDraft<Actor> {
	actor: Actor | undefined;
	targets: { readonly type: string; readonly id: string; readonly name?: string | undefined }[];
	detail: Record<string, unknown>;
	/** The route decides against the request without failing, as a page that says no does. */
	refused?: string;
	/** Nothing was under way that it could belong to, so anybody can cause it at will: of many alike some may be counted alone. */
	stray?: boolean;
	/** There was nothing to do, so there is nothing to tell: the call leaves no event of its route's kind. */
	nothingDone?: boolean;
	/** Kinds of what came about besides, each of which leaves an event of its own. */
	also?: string[];
}

export type Outcome = { readonly result: "success" } | { readonly result: "failure" | "denied"; readonly reason: string };

/** What a half tells the shell about itself: who is calling, what they may do, and where events go. */
export interface Gate<Actor, Permission extends string, Event extends string> {
	/** Public address without a trailing slash: what `Origin` must be. */
	readonly url: string;
	readonly limiter: Limiter;
	actorOf(request: FastifyRequest): Promise<Actor | undefined>;
	/** Whether `actor` may do this, to what the request's address names. @throws Fault for a refusal with a reason of its own. */
	allows(actor: Actor, permission: Permission, request: FastifyRequest): boolean | Promise<boolean>;
	record(event: Event, draft: EventDraft<Actor>, outcome: Outcome, request: FastifyRequest): Promise<void>;
	/** Whether a person's session opened the door; left out where nothing else does. */
	hasSession?(actor: Actor): boolean;
	/** Whether the call brings a credential that no browser adds by itself, so that it needs no proof of its origin. */
	bringsToken?(request: FastifyRequest): boolean;
	/** Whether pages of this origin may call what says `origin: "trusted"`; left out where none may. */
	trusts?(origin: string): Promise<boolean>;
	/** What a caller without `permission` hears; `forbidden` where it is left out. */
	refusalOf?(actor: Actor, permission: Permission, request: FastifyRequest): Fault;
	/** A person without a session who asks for a page goes here instead of meeting a fault. */
	signInAddress(request: FastifyRequest): string;
}

export interface Call<Actor, Params, Query, Body> {
	readonly request: FastifyRequest;
	readonly reply: FastifyReply;
	readonly actor: Actor;
	readonly params: Params;
	readonly query: Query;
	readonly body: Body;
	readonly event: EventDraft<NonNullable<Actor>>;
}

/** How far a call has come. */
interface Progress<Actor> {
	readonly draft: EventDraft<Actor>;
	/** Its handler began, and did not fail. */
	handled: boolean;
	told: Promise<void> | undefined;
}

const PROGRESS = Symbol("progress");

type Of<Schema> = Schema extends TSchema ? Static<Schema> : unknown;

/** One route. Who may call it, how often, and what it leaves in the log are not optional. */
export interface Route<
	Actor,
	Permission extends string,
	Event extends string,
	Access extends Permission | "anyone" | "signed-in",
	Params,
	Query,
	Body,
> {
	readonly method: HTTPMethods;
	readonly url: string;
	readonly family: Family;
	/** A permission, or `signed-in`, or `anyone` (the actor may then be undefined). */
	readonly access: Access;
	/** Whatever else opens this half to `actor`, here a session is needed; others meet `session_required`. */
	readonly session?: true;
	/** Counted per network, as `networkOf` says; `unlimited` where the work is small. */
	readonly limit: Limit | "unlimited";
	/** The event that a call leaves, succeed or fail; `none` for reading. A denied call always leaves one. */
	readonly audit: Event | "none";
	readonly params?: Params;
	readonly query?: Query;
	readonly body?: Body;
	/**
	 * `trusted`: pages of origins that an administrator trusts may call this.
	 * `any`: another site's form may come here. Only for a POST that does nothing but answer a redirect to a GET of ours with the same
	 * parameters: any site can send a browser there by a link, so that a form gains it nothing.
	 */
	readonly origin?: "any" | "trusted";
	/** Body size in bytes, where the shell's 1 MiB does not fit. */
	readonly bodyLimit?: number;
	handler(
		call: Call<Access extends "anyone" ? Actor | undefined : Actor, Of<Params>, Of<Query>, Of<Body>>,
	): unknown | Promise<unknown>;
	/** Takes a WebSocket opened at this address, which must be a GET; without it none can be. It comes from our own pages alone. */
	connected?(
		socket: WebSocket,
		call: Pick<Call<Access extends "anyone" ? Actor | undefined : Actor, never, never, never>, "request" | "actor">,
	): void;
}

export type Routes<Actor, Permission extends string, Event extends string> = <
	Access extends Permission | "anyone" | "signed-in",
	Params = undefined,
	Query = undefined,
	Body = undefined,
>(
	route: Route<Actor, Permission, Event, Access, Params, Query, Body>,
) => void;

/**
 * The function that mounts routes on `app` behind `gate`. The order is fixed: origin, actor, permission, limit, then body,
 * validation, handler, event. `denied` is the event of a call that was refused.
 */
export const routesOn =
	<Actor, Permission extends string, Event extends string>(
		app: FastifyInstance,
		gate: Gate<Actor, Permission, Event>,
		denied: Event,
	): Routes<Actor, Permission, Event> =>
	(route) => {
		const progressOf = (request: FastifyRequest): Progress<Actor> => {
			const known = request as FastifyRequest & { [PROGRESS]?: Progress<Actor> };
			known[PROGRESS] ??= { draft: { actor: undefined, targets: [], detail: {} }, handled: false, told: undefined };
			return known[PROGRESS];
		};
		const draftOf = (request: FastifyRequest): EventDraft<Actor> => progressOf(request).draft;

		const write = async (request: FastifyRequest): Promise<void> => {
			const event = draftOf(request);
			for (const kind of event.also ?? []) await gate.record(kind as Event, event, { result: "success" }, request);
			if (route.audit === "none" || event.nothingDone === true) return;
			const { refused } = event;
			const outcome: Outcome = refused === undefined ? { result: "success" } : { result: "failure", reason: refused };
			await gate.record(route.audit, event, outcome, request);
		};
		const leavesNothing = ({ also = [], nothingDone }: EventDraft<Actor>): boolean =>
			also.length === 0 && (route.audit === "none" || nothingDone === true);
		/** Writes the event of a call once, before its answer leaves, whichever way the handler sends it. */
		const tell = (request: FastifyRequest): Promise<void> => {
			const progress = progressOf(request);
			progress.told ??= write(request);
			return progress.told;
		};

		const deny = async (draft: EventDraft<Actor>, request: FastifyRequest, fault: Fault): Promise<never> => {
			draft.detail["path"] = request.url.split("?")[0];
			await gate.record(denied, draft, { result: "denied", reason: fault.code }, request);
			throw fault;
		};

		const proveOrigin = async (request: FastifyRequest): Promise<void> => {
			if (route.origin === "any" || gate.bringsToken?.(request)) return;
			const { origin } = request.headers;
			if (route.origin === "trusted" && origin !== undefined && (await gate.trusts?.(origin))) return;
			checkOrigin(request, gate.url);
		};

		const refusal = (actor: Actor, request: FastifyRequest): Fault =>
			gate.refusalOf?.(actor, route.access as Permission, request) ?? new Fault("forbidden");

		const admit = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
			stateOf(request).family = route.family;
			if (request.ws) {
				if (route.connected === undefined) throw new Fault("no_such_path");
				checkSocketOrigin(request, gate.url);
			}
			await proveOrigin(request);
			const draft = draftOf(request);
			draft.actor = await gate.actorOf(request);
			if (route.limit !== "unlimited") await gate.limiter.consume(route.limit, networkOf(request.ip));
			if (route.access === "anyone") return;
			if (draft.actor === undefined) {
				if (route.family === "page" && request.method === "GET") return reply.redirect(gate.signInAddress(request), 303);
				throw new Fault("not_signed_in");
			}
			if (route.access !== "signed-in" && !(await gate.allows(draft.actor, route.access as Permission, request))) {
				await deny(draft, request, refusal(draft.actor, request));
			}
			if (route.session && gate.hasSession?.(draft.actor) === false) await deny(draft, request, new Fault("session_required"));
		};

		const connected = route.connected?.bind(route);
		app.route({
			method: route.method,
			url: route.url,
			...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
			config: { access: route.access, session: route.session === true },
			schema: {
				...(route.params === undefined ? {} : { params: route.params }),
				...(route.query === undefined ? {} : { querystring: route.query }),
				...(route.body === undefined ? {} : { body: route.body }),
			},
			onRequest: admit,
			onSend: (request, _reply, payload, done) => {
				const progress = progressOf(request);
				const { handled } = progress;
				// Not again for the answer that says that the event could not be written.
				progress.handled = false;
				if (!handled || leavesNothing(progress.draft)) done(null, payload);
				else tell(request).then(() => done(null, payload), done);
			},
			...(connected === undefined
				? {}
				: {
						wsHandler: (socket: WebSocket, request: FastifyRequest) =>
							connected(socket, { request, actor: draftOf(request).actor as never }),
					}),
			handler: async (request, reply) => {
				const event = draftOf(request);
				const call = {
					request,
					reply,
					actor: event.actor,
					params: request.params,
					query: request.query,
					body: request.body,
					event,
				};
				try {
					progressOf(request).handled = true;
					const answer = await route.handler(call as never);
					if (route.family === "okta" && Array.isArray(answer)) linkToSelf(request, reply, gate.url);
					// What was taken out of the framework's hands has no moment before it is sent.
					if (reply.sent) await tell(request);
					return answer;
				} catch (caught) {
					const thrown = lostRace(caught) ?? caught;
					progressOf(request).handled = false;
					const { code, advice } = asFault(thrown);
					if (advice) event.detail["rule"] ??= advice.rule;
					if (route.audit !== "none") await gate.record(route.audit, event, { result: "failure", reason: code }, request);
					else if (code === "forbidden") await gate.record(denied, event, { result: "denied", reason: code }, request);
					throw thrown;
				}
			},
		});
	};
