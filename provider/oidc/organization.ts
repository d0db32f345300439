import type Provider from "oidc-provider";
import { cached } from "#common/db/cached.ts";
import type { Changes } from "#common/db/changes.ts";
import type { StagedKey } from "../features/keys/keys.ts";

export interface OrganizationNeeds {
	readonly changes: Changes;
	/** Which keys there are and where they stand. */
	stateOfKeys(): Promise<string>;
	readKeys(): Promise<readonly StagedKey[]>;
	create(keys: readonly StagedKey[]): Provider;
	failed(thrown: unknown): void;
}

/** Milliseconds until keys that could not be read are read again. */
const PAUSE = 5_000;

/**
 * The engine of the organisation's own server: made anew once its keys have changed at any process. A request that is under way ends at
 * the engine that it began at. While nothing changes, nothing is read for it.
 */
export const createOrganization = (needs: OrganizationNeeds): (() => Promise<Provider>) => {
	const { changes, stateOfKeys, readKeys, create, failed } = needs;
	const stateNow = cached(changes, ["keys"], { most: 1, load: stateOfKeys });
	let made: { readonly state: string | undefined; readonly engine: Promise<Provider> } | undefined;
	const forgetState = (): void => {
		if (made) made = { state: undefined, engine: made.engine };
	};
	const make = async (before: Promise<Provider> | undefined): Promise<Provider> => {
		try {
			return create(await readKeys());
		} catch (thrown) {
			// Until they can be read the ones before sign, which are published still.
			if (!before) throw thrown;
			failed(thrown);
			setTimeout(forgetState, PAUSE).unref();
			return before;
		}
	};
	const engineNow = async (): Promise<Provider> => {
		const state = await stateNow("");
		if (made?.state === state) return made.engine;
		const engine = make(made?.engine);
		const entry = { state, engine };
		made = entry;
		engine.catch(() => {
			if (made === entry) made = undefined;
		});
		return engine;
	};
	// Ready before somebody asks.
	changes.on("keys", () => void engineNow().catch(failed));
	return engineNow;
};
