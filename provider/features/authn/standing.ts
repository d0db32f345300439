import { isTwoFactor, type Method } from "../assurance/assurance.ts";
import { type Device, deviceOf } from "../devices/devices.ts";
import { activeFactors, type FactorNeeds, methodsOf, offeredKinds } from "../factors/factors.ts";
import { evaluateSignOn, type SignOn } from "../policies/policies.ts";
import type { Asked, Standing } from "./demands.ts";

/** Where a sign-in comes from, and what it is for. */
export interface Origin {
	/** The application that it is for; undefined for the provider's own pages and the API. */
	readonly applicationId?: string | undefined;
	/** IP address. */
	readonly address: string;
	/** Value of the cookie that names the browser. */
	readonly deviceCookie?: string | undefined;
}

export interface Stand {
	readonly signOn: SignOn;
	readonly device: Device;
	readonly standing: Standing;
}

/** All that decides what a sign-in asks for next. */
export const standingOf = async (
	needs: Pick<FactorNeeds, "db" | "mailer">,
	userId: string,
	origin: Origin,
	proven: readonly Method[],
	asked: Asked,
): Promise<Stand> => {
	const { db } = needs;
	const { applicationId, address, deviceCookie } = origin;
	const device = await deviceOf(db, deviceCookie, userId);
	const available = (await activeFactors(db, userId)).flatMap(methodsOf);
	const hasSecondFactor = isTwoFactor(["password", ...available]);
	const signOn = await evaluateSignOn(db, { userId, applicationId, address, knownDevice: device.known, hasSecondFactor });
	// What a session has proven counts where it proves more, and for nothing where somebody signs in anew.
	const remembered = signOn.prompt.mode === "DEVICE" ? rememberedOn(device, signOn.prompt.minutes) : [];
	const enrolment = await offeredKinds(needs, userId);
	return { signOn, device, standing: { proven, remembered, policy: signOn.demand, asked, available, enrolment } };
};

/** What was proven on a device within so many minutes. */
export const rememberedOn = ({ factorProven, proven }: Device, minutes: number): readonly Method[] =>
	factorProven !== undefined && Date.parse(factorProven) + minutes * 60_000 > Date.now() ? proven : [];
