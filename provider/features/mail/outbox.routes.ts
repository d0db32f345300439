import { Type } from "typebox";
import { Fault } from "#common/faults/fault.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Limit } from "#common/web/limits.ts";
import { limitUpTo, sendPage } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { personOf } from "../administrators/administrators.ts";
import { getUser } from "../users/users.ts";
import {
	getLetter,
	listLetters,
	mailState,
	type OutboxLetter,
	openLetter,
	type Post,
	removeLetter,
	resendLetter,
} from "./mail.ts";

export interface OutboxNeeds {
	readonly db: Db;
	readonly seal: Seal;
	/** Public address without a trailing slash. */
	readonly url: string;
	readonly post: Post;
}

const AT = "/api/v1/internal/outbox";
const List = Type.Object(
	{ limit: limitUpTo(200), after: Type.Optional(Type.String({ maxLength: 2000 })) },
	{ additionalProperties: false },
);
const Id = Type.Object({ id: Type.String({ maxLength: 100 }) });
const TESTS: Limit = { name: "mail/test", points: 60, duration: 60 };

/**
 * The outbox, for the console. Whoever may read the log sees what was sent to whom; what a letter says, which opens its addressee's
 * account, only those see who may do anything, in a session of their own. Whether letters leave at all, whoever sees people hears.
 */
export const mountOutbox = (routes: ProviderRoutes, { db, seal, url, post }: OutboxNeeds): void => {
	const target = ({ id, kind, userId, address }: OutboxLetter) => [
		{ type: "User", id: userId, name: address },
		{ type: "Letter", id, name: kind },
	];

	routes({
		method: "GET",
		url: AT,
		family: "okta",
		access: "logs.read",
		limit: "unlimited",
		audit: "none",
		query: List,
		handler: async ({ request, reply, query: { limit, after } }) =>
			sendPage(request, reply, url, await listLetters(db, { limit: Number(limit ?? 50), after })),
	});

	routes({
		method: "GET",
		url: `${AT}/state`,
		family: "okta",
		access: "users.read",
		limit: "unlimited",
		audit: "none",
		handler: async () => ({ delivers: post.delivers, from: post.from, letters: await mailState(db) }),
	});

	routes({
		method: "POST",
		url: `${AT}/test`,
		family: "okta",
		access: "orgs.manage",
		session: true,
		limit: TESTS,
		audit: "system.mail.test",
		handler: async ({ actor, event }) => {
			const user = await getUser(db, personOf(actor).userId);
			event.targets.push({ type: "User", id: user.id, name: user.profile.email });
			if (!post.delivers) throw new Fault("conflict", { description: "No mail server is set: SIGNET_SMTP_URL names one." });
			await post.send(db, user, { kind: "test" });
			return { address: user.profile.email };
		},
	});

	routes({
		method: "POST",
		url: `${AT}/:id/read`,
		family: "okta",
		access: "roles.manage",
		session: true,
		limit: "unlimited",
		audit: "system.mail.read",
		params: Id,
		handler: async ({ params, event }) => {
			event.targets.push(...target(await getLetter(db, params.id)));
			const { text } = await openLetter(db, seal, params.id);
			return { text };
		},
	});

	routes({
		method: "POST",
		url: `${AT}/:id/resend`,
		family: "okta",
		access: "orgs.manage",
		session: true,
		limit: "unlimited",
		audit: "system.mail.resend",
		params: Id,
		handler: async ({ params, event }) => {
			event.targets.push(...target(await getLetter(db, params.id)));
			const letter = await resendLetter(db, params.id);
			post.wake();
			return letter;
		},
	});

	routes({
		method: "DELETE",
		url: `${AT}/:id`,
		family: "okta",
		access: "orgs.manage",
		session: true,
		limit: "unlimited",
		audit: "system.mail.delete",
		params: Id,
		handler: async ({ params, event, reply }) => {
			event.targets.push(...target(await getLetter(db, params.id)));
			await removeLetter(db, params.id);
			return reply.code(204).send();
		},
	});
};
