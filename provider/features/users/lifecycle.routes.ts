import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import type { Permission } from "../administrators/administrators.ts";
import type { EventType } from "../system-log/event-types.ts";
import { Handover, linkAddresses } from "./handover.ts";
import { idOf, targetOf } from "./targets.ts";
import { Id, MANAGING } from "./users.requests.ts";
import type { UsersNeeds } from "./users.routes.ts";
import { activate, deactivate, deleteUser, reactivate, suspend, unlock, unsuspend } from "./users.ts";

/** Letting people in and shutting them out: `/api/v1/users/{id}/lifecycle/...` and deletion. */
export const mountLifecycle = (routes: ProviderRoutes, needs: UsersNeeds): void => {
	const { db, endAccess, resetFactors } = needs;
	const { activation } = linkAddresses(needs);

	routes({
		method: "POST",
		url: "/api/v1/users/:id/lifecycle/activate",
		family: "okta",
		access: "users.manage",
		limit: MANAGING,
		audit: "user.lifecycle.activate",
		params: Id,
		query: Handover,
		handler: async (call) => activation(await activate(db, (await targetOf(db, call)).id, idOf(call.actor)), call.query),
	});

	routes({
		method: "POST",
		url: "/api/v1/users/:id/lifecycle/reactivate",
		family: "okta",
		access: "users.manage",
		limit: MANAGING,
		audit: "user.lifecycle.reactivate",
		params: Id,
		query: Handover,
		handler: async (call) => activation(await reactivate(db, (await targetOf(db, call)).id, idOf(call.actor)), call.query),
	});

	/** The steps that answer nothing. */
	const step = (
		name: string,
		access: Permission,
		audit: EventType,
		take: (db: Db, id: string) => Promise<void>,
		{ out = false } = {},
	) =>
		routes({
			method: "POST",
			url: `/api/v1/users/:id/lifecycle/${name}`,
			family: "okta",
			access,
			limit: MANAGING,
			audit,
			params: Id,
			query: Handover,
			handler: async (call) => {
				const { id } = await targetOf(db, call);
				await take(db, id);
				if (out) await endAccess(id);
				return {};
			},
		});
	step("deactivate", "users.manage", "user.lifecycle.deactivate", deactivate, { out: true });
	step("suspend", "users.manage", "user.lifecycle.suspend", suspend, { out: true });
	step("unsuspend", "users.manage", "user.lifecycle.unsuspend", unsuspend);
	step("unlock", "users.credentials", "user.account.unlock_by_admin", unlock);
	step("reset_factors", "users.credentials", "user.mfa.factor.reset_all", async (_db, id) => resetFactors(id));

	routes({
		method: "DELETE",
		url: "/api/v1/users/:id",
		family: "okta",
		access: "users.manage",
		limit: MANAGING,
		audit: "user.lifecycle.delete.initiated",
		params: Id,
		query: Handover,
		handler: async (call) => {
			const { id, status } = await targetOf(db, call);
			call.event.detail["deleted"] = status === "DEPROVISIONED";
			// As Okta does: the first call deactivates, and the next deletes.
			await (status === "DEPROVISIONED" ? deleteUser : deactivate)(db, id);
			await endAccess(id);
			return call.reply.code(204).send();
		},
	});
};
