import type { ProviderRoutes } from "../../gate.ts";
import { personOf } from "../administrators/administrators.ts";
import { getUser } from "../users/users.ts";
import { asFactorTarget, changeFor } from "./factor-access.ts";
import type { FactorRoutesNeeds } from "./factors.routes.ts";
import { listFactors, makeRecoveryCodes, removeFactor } from "./factors.ts";

const AT = "/api/v1/internal/me/recovery-codes";
const ME = { id: "me" } as const;

/** One's own recovery codes. Nobody makes them for somebody else: they would be known to two. */
export const mountRecoveryCodes = (routes: ProviderRoutes, needs: FactorRoutesNeeds): void => {
	const { db } = needs;
	const held = async (userId: string) => (await listFactors(db, userId)).find(({ type }) => type === "signet:recovery_codes");

	routes({
		method: "GET",
		url: AT,
		family: "okta",
		access: "signed-in",
		session: true,
		limit: "unlimited",
		audit: "none",
		handler: async ({ actor }) => {
			const codes = await held((await getUser(db, personOf(actor).userId)).id);
			return {
				remaining: Number(codes?.profile["remaining"] ?? 0),
				created: codes?.lastUpdated ?? null,
				lastUsed: codes?.lastUsed ?? null,
			};
		},
	});

	routes({
		method: "POST",
		url: AT,
		family: "okta",
		access: "signed-in",
		session: true,
		limit: "unlimited",
		audit: "user.mfa.factor.activate",
		handler: async (call) => {
			const { user, by } = await changeFor(needs, { ...call, params: ME });
			const codes = await makeRecoveryCodes(needs, user, by);
			const factor = await held(user.id);
			if (factor) call.event.targets.push(asFactorTarget(factor));
			return { codes };
		},
	});

	routes({
		method: "DELETE",
		url: AT,
		family: "okta",
		access: "signed-in",
		session: true,
		limit: "unlimited",
		audit: "user.mfa.factor.deactivate",
		handler: async (call) => {
			const { user, by } = await changeFor(needs, { ...call, params: ME });
			const factor = await held(user.id);
			if (factor) {
				call.event.targets.push(asFactorTarget(factor));
				await removeFactor(needs, user, factor.id, { by, address: call.request.ip });
			} else call.event.nothingDone = true;
			return call.reply.code(204).send();
		},
	});
};
