import { Type } from "typebox";
import { Fault } from "#common/faults/fault.ts";
import { cookieOptions } from "#common/web/cookies.ts";
import type { Limit } from "#common/web/limits.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { type Actor, personOf } from "../administrators/administrators.ts";
import { findSession, listSessionsOf, readSession } from "../sessions/sessions.ts";
import { getUser, type ProfileInput, type User } from "../users/users.ts";
import {
	applicationWithAccess,
	changeOwnProfile,
	chooseLanguage,
	overviewOf,
	recentActivity,
	usedApplications,
} from "./account.ts";

export interface AccountNeeds {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
	readonly sessionCookie: string;
	/** The cookie of a language that was chosen at the foot of a page. */
	readonly languageCookie: string;
	/** Ends a session with all that was granted in it, and tells the applications that it was used at. */
	endSession(id: string): Promise<void>;
	/** The same for every session of a person, save the one behind the cookie's value `keep`. */
	endOtherSessions(userId: string, keep: string): Promise<void>;
	/** The clients that hold something in a person's name. */
	clientsWithAccess(userId: string): Promise<readonly string[]>;
	/** Ends what an application holds in a person's name. */
	endAccessAt(userId: string, applicationId: string): Promise<void>;
}

const AT = "/api/v1/internal/account";

/** A person's own clicks are far below it. */
const CHANGING: Limit = { name: "account/change", points: 300, duration: 60 };
/** Each reads a hundred events. */
const READING: Limit = { name: "account/read", points: 600, duration: 60 };

const ById = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) });
const scalar = Type.Union([Type.String({ maxLength: 10_000 }), Type.Number(), Type.Boolean()]);
const ProfileChange = Type.Object(
	{
		profile: Type.Unsafe<ProfileInput>(
			Type.Record(Type.String({ maxLength: 100 }), Type.Union([scalar, Type.Null(), Type.Array(scalar, { maxItems: 1000 })])),
		),
	},
	{ additionalProperties: false },
);
const LanguageChoice = Type.Object(
	{ language: Type.Union([Type.Null(), Type.String({ maxLength: 35 })]) },
	{ additionalProperties: false },
);

const own = { family: "okta", access: "signed-in", session: true } as const;
const reading = { ...own, limit: READING, audit: "none" } as const;
const changing = { ...own, limit: CHANGING } as const;

/** My account: `/api/v1/internal/account`. There is no id of a person in any address: it is always the caller's own. */
export const mountAccount = (routes: ProviderRoutes, needs: AccountNeeds): void => {
	const { db, url, sessionCookie, languageCookie } = needs;
	const self = (actor: Actor): Promise<User> => getUser(db, personOf(actor).userId);
	const asTarget = (actor: Actor) => {
		const { userId, login } = personOf(actor);
		return { type: "User", id: userId, name: login };
	};

	routes({
		...reading,
		method: "GET",
		url: AT,
		handler: async ({ actor }) => overviewOf(db, await self(actor)),
	});

	routes({
		...changing,
		method: "POST",
		url: `${AT}/profile`,
		audit: "user.account.update_profile",
		body: ProfileChange,
		handler: async ({ actor, body, event }) => {
			event.targets.push(asTarget(actor));
			event.detail["attributes"] = Object.keys(body.profile);
			return overviewOf(db, await changeOwnProfile(db, personOf(actor).userId, body.profile));
		},
	});

	routes({
		...changing,
		method: "POST",
		url: `${AT}/language`,
		audit: "user.account.update_profile",
		body: LanguageChoice,
		handler: async ({ actor, body, event, reply }) => {
			event.targets.push(asTarget(actor));
			event.detail["attributes"] = ["locale"];
			const user = await chooseLanguage(db, personOf(actor).userId, body.language);
			// What was chosen for one sign-in would hold against what is chosen for good.
			reply.clearCookie(languageCookie, cookieOptions(url));
			return overviewOf(db, user);
		},
	});

	routes({
		...reading,
		method: "GET",
		url: `${AT}/sessions`,
		handler: async ({ actor, request }) => {
			const current = (await readSession(db, request.cookies[sessionCookie]))?.uid;
			const sessions = await listSessionsOf(db, personOf(actor).userId);
			return sessions.map((session) => ({ ...session, current: session.id === current }));
		},
	});

	routes({
		...changing,
		method: "DELETE",
		url: `${AT}/sessions/:id`,
		audit: "user.session.end",
		params: ById,
		handler: async ({ actor, params, event, reply }) => {
			event.targets.push(asTarget(actor));
			const session = await findSession(db, params.id);
			if (session?.accountId !== personOf(actor).userId)
				throw new Fault("not_found", { description: `Not found: Resource not found: ${params.id} (Session)` });
			await needs.endSession(session.uid);
			return reply.code(204).send();
		},
	});

	routes({
		...changing,
		method: "POST",
		url: `${AT}/sessions/end-others`,
		audit: "user.session.clear",
		handler: async ({ actor, request, event }) => {
			event.targets.push(asTarget(actor));
			await needs.endOtherSessions(personOf(actor).userId, request.cookies[sessionCookie] ?? "");
			return {};
		},
	});

	routes({
		...reading,
		method: "GET",
		url: `${AT}/applications`,
		handler: async ({ actor }) => {
			const { userId } = personOf(actor);
			return usedApplications(db, userId, await needs.clientsWithAccess(userId));
		},
	});

	routes({
		...changing,
		method: "DELETE",
		url: `${AT}/applications/:id`,
		audit: "app.oauth2.token.revoke",
		params: ById,
		handler: async ({ actor, params, event, reply }) => {
			const { userId } = personOf(actor);
			const { id, label } = await applicationWithAccess(db, await needs.clientsWithAccess(userId), params.id);
			event.targets.push({ type: "AppInstance", id, name: label });
			await needs.endAccessAt(userId, id);
			return reply.code(204).send();
		},
	});

	routes({
		...reading,
		method: "GET",
		url: `${AT}/activity`,
		handler: async ({ actor }) => recentActivity(db, personOf(actor).userId),
	});
};
