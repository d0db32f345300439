import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { Fault } from "#common/faults/fault.ts";
import { toProblem } from "#common/faults/writers.ts";
import type { EventDraft } from "#common/web/route.ts";
import type { PlatformRoutes } from "../../gate.ts";
import {
	type Changed,
	type ChangeNeeds,
	changeTo,
	check,
	connectTo,
	proofOf,
	toPastView,
	toView,
	type ViewNeeds,
} from "../door/door.ts";
import type { Actor } from "../roles/roles.ts";
import { DraftBody } from "./body.ts";
import { CHECKS, refusedIn } from "./checks.ts";
import {
	type Configuration,
	configurationById,
	confirmTrial,
	draftFrom,
	draftOf,
	fingerprintOf,
	liveConfiguration,
	pastConfigurations,
} from "./configurations.ts";

export type AuthenticationNeeds = ChangeNeeds & ViewNeeds;

const Registration = Type.Object(
	{
		issuer: Type.String({ maxLength: 1_000 }),
		registrationToken: Type.String({ minLength: 1, maxLength: 2_000 }),
	},
	{ additionalProperties: false },
);
const Id = Type.Object({ id: Type.String({ maxLength: 40 }) });
const Seen = Type.Object({ id: Type.String({ maxLength: 40 }) }, { additionalProperties: false });

/** Answers with what a change came to: the new configuration, or the checks that were refused. */
const answerChange = async (
	needs: AuthenticationNeeds,
	{ validation: { checks }, saved, changes }: Changed,
	{
		event,
		request,
		reply,
	}: { readonly event: EventDraft<Actor>; readonly request: FastifyRequest; readonly reply: FastifyReply },
): Promise<unknown> => {
	if (saved === undefined) {
		event.refused = "configuration_refused";
		event.detail["refused"] = refusedIn(checks);
		const { status, contentType, body } = toProblem(new Fault("configuration_refused"), request.id);
		return reply
			.code(status)
			.type(contentType)
			.send(JSON.stringify({ ...body, checks }));
	}
	event.targets.push({ type: "configuration", id: saved.id, name: saved.issuer || saved.method });
	event.detail["changes"] = changes;
	if (saved.trialEnds !== null) event.detail["trialEnds"] = saved.trialEnds;
	return { configuration: await toView(needs, saved), checks };
};

/** `/api/v0/authentication`: the settings of sign-in. The client secret goes in and never comes out. */
export const mountAuthentication = (routes: PlatformRoutes, needs: AuthenticationNeeds): void => {
	const { db, seal } = needs;

	routes({
		method: "GET",
		url: "/api/v0/authentication",
		family: "problem",
		access: "authentication.read",
		limit: "unlimited",
		audit: "none",
		handler: async () => toView(needs, await liveConfiguration(db)),
	});

	routes({
		method: "POST",
		url: "/api/v0/authentication/check",
		family: "problem",
		access: "authentication.manage",
		limit: CHECKS,
		audit: "authentication.check",
		body: DraftBody,
		handler: async ({ body, event }) => {
			const draft = await draftOf(db, seal, body);
			const { checks, refused, issuer } = await check(needs, draft);
			event.detail["refused"] = refusedIn(checks);
			return { checks, refused, proof: (await proofOf(db, fingerprintOf(seal, draft, issuer))) ?? null };
		},
	});

	routes({
		method: "PUT",
		url: "/api/v0/authentication",
		family: "problem",
		access: "authentication.manage",
		limit: CHECKS,
		audit: "authentication.save",
		body: DraftBody,
		handler: async (call) => {
			const draft = (live: Configuration) => draftOf(db, seal, call.body, live);
			return answerChange(needs, await changeTo(needs, { draft, by: call.actor.name }), call);
		},
	});

	routes({
		method: "POST",
		url: "/api/v0/authentication/connect",
		family: "problem",
		access: "authentication.manage",
		limit: CHECKS,
		audit: "authentication.connect",
		body: Registration,
		handler: async (call) => {
			call.event.detail["issuer"] = call.body.issuer;
			return answerChange(needs, await connectTo(needs, call.body, call.actor.name), call);
		},
	});

	routes({
		method: "POST",
		url: "/api/v0/authentication/keep",
		family: "problem",
		access: "authentication.manage",
		limit: "unlimited",
		audit: "authentication.keep",
		body: Seen,
		handler: async ({ actor, body: { id }, event }) => {
			const live = await liveConfiguration(db);
			event.targets.push({ type: "configuration", id, name: live.issuer || live.method });
			// Only what was looked at is kept, and not what somebody has saved since.
			const kept = id === live.id && (await confirmTrial(db, id, actor.name));
			if (!kept) throw new Fault("conflict", { description: NO_TRIAL });
			return toView(needs, await liveConfiguration(db));
		},
	});

	routes({
		method: "GET",
		url: "/api/v0/authentication/history",
		family: "problem",
		access: "authentication.read",
		limit: "unlimited",
		audit: "none",
		handler: async () => {
			const live = await liveConfiguration(db);
			return { items: await Promise.all((await pastConfigurations(db)).map((past) => toPastView(db, past, live))) };
		},
	});

	routes({
		method: "POST",
		url: "/api/v0/authentication/history/:id/restore",
		family: "problem",
		access: "authentication.manage",
		limit: CHECKS,
		audit: "authentication.restore",
		params: Id,
		handler: async (call) => {
			const past = await configurationById(db, call.params.id);
			if (past?.purpose !== "saved") throw new Fault("not_found");
			call.event.detail["restored"] = past.id;
			const draft = () => draftFrom(db, seal, past);
			return answerChange(needs, await changeTo(needs, { draft, by: call.actor.name, restores: past.id }), call);
		},
	});
};

const NO_TRIAL =
	"These settings are not on trial. Either they stay by themselves, or their time ran out, or somebody saved others. Look again.";
