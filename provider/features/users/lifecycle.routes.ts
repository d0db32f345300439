import { fieldFault } from "#common/faults/fault.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { Handover, Id, MANAGING } from "./users.requests.ts";
import type { UsersNeeds } from "./users.routes.ts";
import { activate, asTarget, deactivate, deleteUser, getUser, reactivate, resetPassword } from "./users.ts";

/** Letting people in and shutting them out: `/api/v1/users/{id}/lifecycle/...` and deletion. */
export const mountLifecycle = (routes: ProviderRoutes, { db, url, endAccess }: UsersNeeds): void => {
	const addressOf = (token: string): string => `${url}/activate/${token}`;
	const activation = (token: string) => ({ activationUrl: addressOf(token), activationToken: token });

	routes({
		method: "POST",
		url: "/api/v1/users/:id/lifecycle/activate",
		family: "okta",
		access: "users.manage",
		limit: MANAGING,
		audit: "user.lifecycle.activate",
		params: Id,
		query: Handover,
		handler: async ({ params, query, event }) => {
			const user = await getUser(db, params.id);
			event.targets.push(asTarget(user));
			if (!user.hasPassword) checkHandover(query.sendEmail);
			const token = await activate(db, user.id);
			return token === undefined ? {} : activation(token);
		},
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
		handler: async ({ params, query, event }) => {
			const user = await getUser(db, params.id);
			event.targets.push(asTarget(user));
			checkHandover(query.sendEmail);
			return activation(await reactivate(db, user.id));
		},
	});

	routes({
		method: "POST",
		url: "/api/v1/users/:id/lifecycle/reset_password",
		family: "okta",
		access: "users.manage",
		limit: MANAGING,
		audit: "user.account.reset_password",
		params: Id,
		query: Handover,
		handler: async ({ params, query, event }) => {
			const user = await getUser(db, params.id);
			event.targets.push(asTarget(user));
			checkHandover(query.sendEmail);
			return { resetPasswordUrl: addressOf(await resetPassword(db, user.id)) };
		},
	});

	routes({
		method: "POST",
		url: "/api/v1/users/:id/lifecycle/deactivate",
		family: "okta",
		access: "users.manage",
		limit: MANAGING,
		audit: "user.lifecycle.deactivate",
		params: Id,
		query: Handover,
		handler: async ({ params, event }) => {
			const user = await getUser(db, params.id);
			event.targets.push(asTarget(user));
			await deactivate(db, user.id);
			await endAccess(user.id);
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
		handler: async ({ params, event, reply }) => {
			const user = await getUser(db, params.id);
			event.targets.push(asTarget(user));
			await deleteUser(db, user.id);
			await endAccess(user.id);
			return reply.code(204).send();
		},
	});
};

/** @throws Fault `invalid_request` where the link would have to go by mail. */
const checkHandover = (sendEmail: "true" | "false" | undefined): void => {
	if (sendEmail !== "false") throw fieldFault("invalid_request", "sendEmail", "Must be false: the link is answered, not mailed.");
};
