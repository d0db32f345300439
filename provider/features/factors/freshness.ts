import { Fault } from "#common/faults/fault.ts";
import { isOwner, methodsOfAmr } from "../assurance/assurance.ts";
import { type Factor, methodsOf } from "./factors.ts";

/** What is known of the session that a call came with. */
export interface SessionProof {
	/** When the person proved who they are: seconds since the epoch. */
	readonly loginTs?: number | undefined;
	readonly amr?: readonly string[] | undefined;
}

/** Seconds. */
const FRESH = 15 * 60;

/**
 * Comes before a person changes how they sign in: a session that was left open, or stolen, does not give its holder a way in of their own.
 * Whoever has factors has proven them in it, as an owner does; recovery codes are one, which stand for the owner when all else is lost.
 *
 * @throws Fault `second_factor_required`.
 */
export const checkFresh = (session: SessionProof | undefined, factors: readonly Factor[]): void => {
	const { loginTs = 0, amr = [] } = session ?? {};
	if (loginTs < Date.now() / 1000 - FRESH)
		throw new Fault("second_factor_required", {
			description: "You signed in a while ago. Please confirm that it is you before you change how you sign in.",
		});
	if (factors.length > 0 && !isOwner(methodsOfAmr(amr), factors.flatMap(methodsOf))) throw new Fault("second_factor_required");
};
