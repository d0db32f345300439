import { Type } from "typebox";
import type { Limit } from "#common/web/limits.ts";
import type { Tx } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { guessing } from "./guessing.ts";
import { handingOver } from "./handover.ts";
import { ownTargetOf, targetOf } from "./targets.ts";
import { Changing, Id, MANAGING, PasswordBody, QuestionBody, truth } from "./users.requests.ts";
import type { UsersNeeds } from "./users.routes.ts";
import {
	changePassword,
	changeRecoveryQuestion,
	credentialsObject,
	forgotPassword,
	recoverByAnswer,
	type User,
} from "./users.ts";

/** These calls cost as much as a sign-in. What is wrong in them is counted by person (`guessing.ts`). */
const GUESSES: Limit = { name: "users/credentials", points: 120, duration: 60 };

const PasswordChange = Type.Object(
	{ oldPassword: PasswordBody, newPassword: PasswordBody, revokeSessions: Type.Optional(Type.Boolean()) },
	{ additionalProperties: false },
);
const QuestionChange = Type.Object({ password: PasswordBody, recovery_question: QuestionBody }, { additionalProperties: false });
const Recovery = Type.Object(
	{
		password: PasswordBody,
		recovery_question: Type.Object({ answer: Type.String({ maxLength: 100 }) }, { additionalProperties: false }),
	},
	{ additionalProperties: false },
);
const Forgotten = Type.Object({ sendEmail: truth }, { additionalProperties: false });

/** What a person knows: `/api/v1/users/{id}/credentials/...`. */
export const mountCredentials = (routes: ProviderRoutes, needs: UsersNeeds): void => {
	const { db, endAccess } = needs;
	const counted = guessing(needs.limiter);
	const { reset } = handingOver(needs);
	const tell = (byAdministrator: boolean) => (tx: Tx, changed: User) =>
		needs.mailer.send(tx, changed, { kind: "password-changed", byAdministrator });

	routes({
		method: "POST",
		url: "/api/v1/users/:id/credentials/change_password",
		family: "okta",
		access: "signed-in",
		limit: GUESSES,
		audit: "user.account.update_password",
		params: Id,
		query: Changing,
		body: PasswordChange,
		handler: async (call) => {
			const user = await ownTargetOf(db, call);
			const { oldPassword, newPassword, revokeSessions } = call.body;
			const own = call.actor.kind === "person" && call.actor.userId === user.id;
			const changed = await counted(user, call.request.ip, () =>
				changePassword(db, user, oldPassword.value, newPassword.value, tell(!own)),
			);
			if (revokeSessions === true) await endAccess(user.id);
			return credentialsObject(changed);
		},
	});

	routes({
		method: "POST",
		url: "/api/v1/users/:id/credentials/change_recovery_question",
		family: "okta",
		access: "signed-in",
		limit: GUESSES,
		audit: "user.account.update_recovery_question",
		params: Id,
		body: QuestionChange,
		handler: async (call) => {
			const user = await ownTargetOf(db, call);
			const { password, recovery_question } = call.body;
			const changed = await counted(user, call.request.ip, () =>
				changeRecoveryQuestion(db, user, password.value, recovery_question),
			);
			return credentialsObject(changed);
		},
	});

	routes({
		method: "POST",
		url: "/api/v1/users/:id/credentials/forgot_password",
		family: "okta",
		access: "users.manage",
		limit: MANAGING,
		audit: "user.account.reset_password",
		params: Id,
		query: Forgotten,
		handler: (call) => reset(call, forgotPassword, { atOnce: false }),
	});

	routes({
		method: "POST",
		url: "/api/v1/users/:id/credentials/forgot_password_recovery_question",
		family: "okta",
		access: "users.manage",
		limit: GUESSES,
		audit: "user.account.update_password",
		params: Id,
		query: Forgotten,
		body: Recovery,
		handler: async (call) => {
			const user = await targetOf(db, call);
			const { password, recovery_question } = call.body;
			const changed = await counted(user, call.request.ip, () =>
				recoverByAnswer(db, user, recovery_question.answer, password.value, tell(true)),
			);
			await endAccess(user.id);
			return credentialsObject(changed);
		},
	});
};
