import { Type } from "typebox";
import type { ProviderRoutes } from "../../gate.ts";
import { getsInFrom } from "../administrators/administrators.ts";
import { handingOver, ResetQuery } from "./handover.ts";
import { targetOf } from "./targets.ts";
import { Id, MANAGING, truth } from "./users.requests.ts";
import type { UsersNeeds } from "./users.routes.ts";
import { expirePassword, giveTemporaryPassword, resetPassword, userObject } from "./users.ts";

const Expiry = Type.Object({ tempPassword: truth, revokeSessions: truth }, { additionalProperties: false });
const Temporary = Type.Object({ revokeSessions: truth }, { additionalProperties: false });

/** Taking a password away: `/api/v1/users/{id}/lifecycle/{reset_password, expire_password, ...}`. */
export const mountPasswordLifecycle = (routes: ProviderRoutes, needs: UsersNeeds): void => {
	const { db, url, endAccess } = needs;
	const { reset } = handingOver(needs);
	const revoke = async (id: string, { revokeSessions }: { revokeSessions?: "true" | "false" }) => {
		if (revokeSessions === "true") await endAccess(id);
	};

	routes({
		method: "POST",
		url: "/api/v1/users/:id/lifecycle/reset_password",
		family: "okta",
		access: "users.credentials",
		limit: MANAGING,
		audit: "user.account.reset_password",
		params: Id,
		query: ResetQuery,
		handler: async (call) => {
			const answer = await reset(call, (tx, id, link) => resetPassword(tx, id, link, getsInFrom(needs, call.request)), {
				atOnce: true,
			});
			for (const { id } of call.event.targets) await revoke(id, call.query);
			return answer;
		},
	});

	routes({
		method: "POST",
		url: "/api/v1/users/:id/lifecycle/expire_password",
		family: "okta",
		access: "users.credentials",
		limit: MANAGING,
		audit: "user.account.expire_password",
		params: Id,
		query: Expiry,
		handler: async (call) => {
			const { id } = await targetOf(db, call);
			if (call.query.tempPassword === "true") {
				const tempPassword = await giveTemporaryPassword(db, id);
				await revoke(id, call.query);
				return { tempPassword };
			}
			const user = await expirePassword(db, id);
			await revoke(id, call.query);
			return userObject(user, url, { alone: true });
		},
	});

	routes({
		method: "POST",
		url: "/api/v1/users/:id/lifecycle/expire_password_with_temp_password",
		family: "okta",
		access: "users.credentials",
		limit: MANAGING,
		audit: "user.account.expire_password",
		params: Id,
		query: Temporary,
		handler: async (call) => {
			const { id } = await targetOf(db, call);
			const tempPassword = await giveTemporaryPassword(db, id);
			await revoke(id, call.query);
			return { tempPassword };
		},
	});
};
