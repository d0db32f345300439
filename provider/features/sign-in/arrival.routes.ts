import type { FastifyReply, FastifyRequest } from "fastify";
import { Fault } from "#common/faults/fault.ts";
import { clientOf } from "#common/web/client.ts";
import { cookieOptions } from "#common/web/cookies.ts";
import { answerPage } from "#common/web/pages/page.ts";
import type { EventDraft } from "#common/web/route.ts";
import { browserInWords, readUserAgent } from "#common/words/user-agent.ts";
import { recoveryCodesPage } from "../../pages/enrolment.ts";
import type { SignInPage } from "../../pages/sign-in.ts";
import type { Actor } from "../administrators/administrators.ts";
import { isTwoFactor } from "../assurance/assurance.ts";
import type { Asked, AuthnNeeds, Complete } from "../authn/authn.ts";
import { DEVICE_LIFETIME, deviceCookieName, rememberDevice } from "../devices/devices.ts";
import { activeFactors, makeRecoveryCodes } from "../factors/factors.ts";
import type { Look, Looks } from "../looks/looks.ts";
import { raiseSession, readSession, startSession } from "../sessions/sessions.ts";
import { alsoLeave } from "../system-log/system-log.ts";

export interface EntryNeeds extends AuthnNeeds {
	readonly looks: Looks;
	readonly sessionCookie: string;
	/** Ends the session behind a cookie's value, and tells the applications that it was used at. */
	endSession(cookie: string): Promise<void>;
}

/** What of a call a sign-in needs. */
export interface EntryCall<Body = unknown> {
	readonly request: FastifyRequest;
	readonly reply: FastifyReply;
	readonly body: Body;
	readonly event: EventDraft<Actor>;
}

/** Where somebody signs in, and what for. */
export interface Place extends Omit<SignInPage, "login" | "error"> {
	readonly look: Look;
	readonly asked?: Asked | undefined;
	readonly applicationId?: string | undefined;
	/** The one person who may sign in here. */
	readonly only?: string | undefined;
	/** The application's sign-in, as addresses name it. */
	readonly uid?: string | undefined;
	/** The address to go on to, once whatever has to be kept is kept. */
	welcome(complete: Complete): Promise<string>;
}

/** What follows a sign-in that is complete. */
export const createArrival = (needs: EntryNeeds) => {
	const { db, url, looks, sessionCookie, endSession, mailer } = needs;
	const deviceName = deviceCookieName(url);

	/** What follows a sign-in: the browser is known from now on, and the person hears of it if it was not. */
	const noteDevice = async ({ request, reply, event }: EntryCall, { user, proven, newDevice, raises }: Complete) => {
		const factorProven = isTwoFactor(proven) || proven.length > 1;
		const value = await rememberDevice(db, request.cookies[deviceName], user.id, { factorProven, proven });
		reply.setCookie(deviceName, value, { ...cookieOptions(url), maxAge: DEVICE_LIFETIME });
		if (!newDevice || raises !== undefined) return;
		event.detail["newDevice"] = true;
		alsoLeave(event, "user.session.new_device");
		const { address, userAgent } = clientOf(request);
		const { say } = looks.lookOf(user.profile["locale"]).words;
		const device = browserInWords(say, readUserAgent(userAgent));
		await mailer.send(db, user, { kind: "new-device", device, address, moment: new Date().toISOString() });
	};

	const welcome = async (call: EntryCall, place: Place, complete: Complete): Promise<FastifyReply> => {
		const { event, reply } = call;
		const { user, enrolled, bypassed, decidedBy, authentication } = complete;
		event.detail["rules"] = decidedBy;
		event.detail["amr"] = authentication.amr;
		if (bypassed) event.detail["knownDevice"] = true;
		await noteDevice(call, complete);
		const to = await place.welcome(complete);
		const hasCodes = async () => (await activeFactors(db, user.id)).some(({ type }) => type === "signet:recovery_codes");
		if (!enrolled || (await hasCodes())) return reply.redirect(to, 303);
		return answerPage(reply, recoveryCodesPage(place.look, await makeRecoveryCodes(needs, user), to));
	};

	/** A session for a person who has signed in at the provider's own pages. Answers `next`. */
	const begin = async (
		{ request, reply }: EntryCall,
		{ user, authentication, raises }: Complete,
		next: string,
	): Promise<string> => {
		const before = request.cookies[sessionCookie];
		const session = await readSession(db, before);
		const anew = raises === undefined;
		// What a session began, only its own browser ends.
		if (!anew && session?.uid !== raises) throw new Fault("token_refused");
		const same = raises ?? (session?.accountId === user.id ? session.uid : undefined);
		const raised =
			same === undefined ? undefined : await raiseSession(db, same, authentication, { anew, place: clientOf(request) });
		if (raised === undefined && !anew) throw new Fault("token_refused");
		if (raised === undefined && before) await endSession(before);
		const cookie = raised ?? (await startSession(db, user.id, authentication, clientOf(request)));
		reply.setCookie(sessionCookie, cookie, cookieOptions(url));
		return next;
	};

	return { welcome, begin };
};
