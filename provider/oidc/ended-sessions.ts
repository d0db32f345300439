import type Provider from "oidc-provider";
import type { Db } from "../database.ts";
import { endSession } from "../features/sessions/sessions.ts";

interface Session {
	readonly jti: string;
	destroy(): Promise<void>;
}

/**
 * Deletes a session that is signed out. The adapter cannot: to it, that looks the same as a session that gets another cookie, whose row
 * stays for the requests that are under way, and they would bring it back to life.
 */
export const endForGood = (engine: Provider, db: Db): void => {
	const { prototype } = engine.Session as unknown as { prototype: Session };
	const { destroy } = prototype;
	prototype.destroy = async function () {
		await endSession(db, this.jti);
		return destroy.call(this);
	};
};
