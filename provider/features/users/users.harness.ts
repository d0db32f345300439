import { createLimiter } from "#common/web/limits.ts";
import type { Db } from "../../database.ts";
import type { UsersNeeds } from "./users.routes.ts";

/** What the routes of people need, where `ended` takes down whose access was ended, and `letters` what was mailed to whom. For tests. */
export const peopleNeeds = (db: Db, ended: string[] = [], letters: string[] = []): UsersNeeds => ({
	db,
	url: "http://localhost:7081",
	sessionCookie: "signet_provider_session",
	limiter: createLimiter(),
	mailer: { send: async (_db, to, letter) => void letters.push(`${letter.kind} ${to.id}`) },
	endAccess: async (userId) => void ended.push(userId),
	endSessions: async (userId) => void ended.push(`sessions ${userId}`),
	endTokens: async (userId) => void ended.push(`tokens ${userId}`),
	resetFactors: async ({ id }) => void ended.push(`factors ${id}`),
});
