import { newId } from "#common/seal/ids.ts";
import type { Db } from "../../database.ts";
import { recordAudit } from "../audit/audit.ts";
import { liveConfiguration, takeRolledBack } from "../authentication/authentication.ts";

/**
 * Writes down which configurations ran out of their trial. They are out of force from that moment by themselves, whether or not
 * anybody calls this; of several replicas one writes.
 */
export const noteRollBacks = async (db: Db): Promise<void> => {
	for (const { id, issuer, method } of await takeRolledBack(db)) {
		const live = await liveConfiguration(db);
		await recordAudit(db, {
			action: "authentication.roll-back",
			actor: { id: null, name: "Signet" },
			address: "",
			userAgent: "",
			target: { type: "configuration", id, name: issuer || method },
			result: "success",
			reason: "nobody signed in on it within its trial, and no administrator kept it",
			requestId: newId("trl"),
			detail: { broughtBack: { id: live.id, method: live.method, issuer: live.issuer, clientId: live.clientId } },
		});
	}
};
