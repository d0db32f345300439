import { asFault } from "#common/faults/fault.ts";
import type { Limit, Limiter } from "#common/web/limits.ts";
import { networkOf } from "#common/web/network.ts";
import type { User } from "./users.ts";

/** As many as at the sign-in: whoever has found a session or a token gets no more guesses than a stranger, wherever they go with it. */
const PER_PERSON_AND_ADDRESS: Limit = { name: "users/guesses", points: 10, duration: 15 * 60 };
const PER_PERSON: Limit = { name: "users/guesses-everywhere", points: 50, duration: 60 * 60 };

/**
 * Does what tells whether a password or an answer is right, and counts the wrong ones. An attempt counts until it is known not to be
 * wrong: of many at once, no more are tried than one after the other.
 *
 * @throws Fault `too_many_attempts`, and as `work`.
 */
export const guessing =
	(limiter: Limiter) =>
	async <T>({ id }: User, address: string, work: () => Promise<T>): Promise<T> => {
		const key = `${id} ${networkOf(address)}`;
		await limiter.check(PER_PERSON, id);
		await limiter.consume(PER_PERSON_AND_ADDRESS, key);
		await limiter.consume(PER_PERSON, id);
		let wrong = false;
		try {
			return await work();
		} catch (thrown) {
			wrong = asFault(thrown).code === "credentials_update_refused";
			throw thrown;
		} finally {
			if (!wrong) {
				await limiter.refund(PER_PERSON_AND_ADDRESS, key);
				await limiter.refund(PER_PERSON, id);
			}
		}
	};
