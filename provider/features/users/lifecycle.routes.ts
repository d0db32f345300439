import { Fault } from "#common/faults/fault.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { type GetsIn, getsInFrom, type Permission } from "../administrators/administrators.ts";
import { forgetDevices } from "../devices/devices.ts";
import type { EventType } from "../system-log/event-types.ts";
import { Handover, handingOver } from "./handover.ts";
import { targetOf } from "./targets.ts";
import { Id, MANAGING } from "./users.requests.ts";
import type { UsersNeeds } from "./users.routes.ts";
import { activate, deactivate, deleteUser, reactivate, suspend, unlock, unsuspend } from "./users.ts";

/** Letting people in and shutting them out: `/api/v1/users/{id}/lifecycle/...` and deletion. */
export const mountLifecycle = (routes: ProviderRoutes, needs: UsersNeeds): void => {
	const { db, endAccess, resetFactors } = needs;
	const { activation } = handingOver(needs);

	routes({
		method: "POST",
		url: "/api/v1/users/:id/lifecycle/activate",
		family: "okta",
		access: "users.manage",
		limit: MANAGING,
		audit: "user.lifecycle.activate",
		params: Id,
		query: Handover,
		handler: (call) => activation(call, activate),
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
		handler: (call) => activation(call, reactivate),
	});

	/** The steps that answer nothing. */
	const step = (
		name: string,
		access: Permission,
		audit: EventType,
		take: (db: Db, id: string, getsIn?: GetsIn) => Promise<void>,
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
				await take(db, id, getsInFrom(needs, call.request));
				if (out) await endAccess(id);
				return {};
			},
		});
	step("deactivate", "users.manage", "user.lifecycle.deactivate", deactivate, { out: true });
	step("suspend", "users.manage", "user.lifecycle.suspend", suspend, { out: true });
	step("unsuspend", "users.manage", "user.lifecycle.unsuspend", unsuspend);
	step("unlock", "users.credentials", "user.account.unlock_by_admin", unlock);

	routes({
		method: "POST",
		url: "/api/v1/users/:id/lifecycle/reset_factors",
		family: "okta",
		access: "users.credentials",
		limit: MANAGING,
		audit: "user.mfa.factor.reset_all",
		params: Id,
		query: Handover,
		handler: async (call) => {
			const user = await targetOf(db, call);
			const { actor } = call;
			// People change their own ways in where a fresh proof is asked for.
			if (actor.kind === "person" && actor.userId === user.id && actor.token === undefined)
				throw new Fault("forbidden", { description: "Remove your own factors one by one, in your account." });
			await resetFactors(user, { by: "administrator", address: call.request.ip });
			// A known device may stand for a factor.
			await forgetDevices(db, user.id);
			return {};
		},
	});

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
			await (status === "DEPROVISIONED" ? deleteUser(db, id) : deactivate(db, id, getsInFrom(needs, call.request)));
			await endAccess(id);
			return call.reply.code(204).send();
		},
	});
};
