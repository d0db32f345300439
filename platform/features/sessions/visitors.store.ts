import { type Place, preparedRows } from "#common/db/prepared.ts";
import type { Db } from "../../database.ts";

/** A session with its user, once for each role: primary keys of `sessions`, `users` and, by its first column, `user_roles`. */
export const selectVisitor = (db: Db, digest: string) => select(db, { digest });

export type VisitorRow = Awaited<ReturnType<typeof selectVisitor>>[number];

const select = preparedRows((db: Db, place: Place<{ digest: string }>) =>
	db
		.selectFrom("sessions")
		.innerJoin("users", "users.id", "sessions.user_id")
		.leftJoin("user_roles", "user_roles.user_id", "users.id")
		.select([
			"sessions.digest",
			"sessions.id",
			"sessions.user_id",
			"sessions.method",
			"sessions.issuer",
			"sessions.subject",
			"sessions.configuration_id",
			"sessions.created",
			"sessions.expires",
			"sessions.access_token_expires",
			"sessions.refresh_expires",
			"sessions.last_used",
			"sessions.ended",
			"sessions.end_reason",
			"users.email",
			"users.username",
			"users.name",
			"users.auth_type",
			"users.must_change_password",
			"users.status",
			"users.last_seen",
			"user_roles.role",
		])
		.select(({ eb }) => [
			eb("sessions.refresh_token", "is not", null).as("refreshes"),
			eb("sessions.id_token", "is not", null).as("holds_id_token"),
		])
		.where("sessions.digest", "=", place("digest"))
		.orderBy("user_roles.role", "desc"),
);
