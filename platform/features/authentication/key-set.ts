import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";

/**
 * A provider's signing keys. What was last heard is kept while the provider is away; a token that names a key which is not
 * among them has the set asked for once more, and no more often.
 */
export interface KeySet {
	(...token: Parameters<JWTVerifyGetKey>): ReturnType<JWTVerifyGetKey>;
	/** Only among the keys that are known, without asking. */
	known(...token: Parameters<JWTVerifyGetKey>): ReturnType<JWTVerifyGetKey>;
	/** Asks for the set now; however many ask at once, the provider is asked once. @throws Unanswered, JWKSInvalid */
	reload(): Promise<void>;
}

export interface KeySetNeeds {
	/** Asks the provider. */
	load(): Promise<JSONWebKeySet>;
	/** What was heard in an earlier life. */
	readonly kept: JSONWebKeySet | null;
	/** Told of every set that was heard. */
	heard(keys: JSONWebKeySet): Promise<void>;
}

export const createKeySet = ({ load, kept, heard }: KeySetNeeds): KeySet => {
	let local = kept === null ? undefined : createLocalJWKSet(kept);
	let loading: Promise<void> | undefined;
	const ask = async (): Promise<void> => {
		const keys = await load();
		local = createLocalJWKSet(keys);
		await heard(keys);
	};
	const reload = (): Promise<void> => {
		loading ??= ask().finally(() => {
			loading = undefined;
		});
		return loading;
	};
	const known: JWTVerifyGetKey = async (header, token) => {
		if (local === undefined) throw new errors.JWKSNoMatchingKey();
		return local(header, token);
	};
	const get: JWTVerifyGetKey = async (header, token) => {
		try {
			return await known(header, token);
		} catch (thrown) {
			if (!(thrown instanceof errors.JWKSNoMatchingKey)) throw thrown;
			await reload();
			return known(header, token);
		}
	};
	return Object.assign(get, { known, reload });
};

/** Text as a JWK set (RFC 7517 section 5). @throws JWKSInvalid with a sentence where it is none. */
export const readKeySet = (text: string): JSONWebKeySet => {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		throw new errors.JWKSInvalid("The provider's key set is not JSON.");
	}
	const keys = typeof value === "object" && value !== null ? (value as { keys?: unknown }).keys : undefined;
	const sound = Array.isArray(keys) && keys.every((key) => typeof key === "object" && key !== null);
	if (!sound) throw new errors.JWKSInvalid("The provider's key set has no list of keys.");
	return value as JSONWebKeySet;
};
