import { queryOptions } from "@tanstack/react-query";
import { call } from "#common/ui/api/call.ts";
import type {
	ApiKey,
	ChangedUser,
	Check,
	Configuration,
	GroupPreview,
	GroupRules,
	Me,
	NewUser,
	PastConfiguration,
	Preferences,
	Proof,
	SeenSession,
	SignInTest,
	UserChange,
} from "./api.ts";

/** Who is signed in. */
export const meQuery = queryOptions({ queryKey: ["me"], queryFn: () => call<Me>("GET", "/api/v0/me") });

/** How people sign in, and how the provider is doing; asked again now and then, since the latter changes by itself. */
export const authenticationQuery = queryOptions({
	queryKey: ["authentication"],
	queryFn: ({ client, queryKey }) => {
		const background = client.getQueryData(queryKey) !== undefined;
		return call<Configuration>("GET", "/api/v0/authentication", undefined, { background });
	},
	refetchInterval: 30_000,
});

const userPath = (id: string) => `/api/v0/users/${encodeURIComponent(id)}`;

export const createUser = (user: NewUser) => call<ChangedUser>("POST", "/api/v0/users", user);
export const changeUser = (id: string, change: UserChange) => call<ChangedUser>("PATCH", userPath(id), change);
export const resetPassword = (id: string) => call<{ temporaryPassword: string }>("POST", `${userPath(id)}/reset-password`);
export const deleteUser = (id: string) => call<unknown>("DELETE", userPath(id));

export const changePassword = (passwords: { readonly currentPassword: string; readonly newPassword: string }) =>
	call<unknown>("POST", "/api/v0/me/password", passwords);

/** Validates and saves; a refusal is thrown with its checks in the body. */
export const savePreferences = (preferences: Preferences) =>
	call<{ configuration: Configuration; checks: readonly Check[] }>("PUT", "/api/v0/authentication", preferences);

export const checkPreferences = (preferences: Preferences) =>
	call<{ checks: readonly Check[]; refused: boolean; proof: Proof | null }>("POST", "/api/v0/authentication/check", preferences);

const AUTHENTICATION = "/api/v0/authentication";
type Saved = { readonly configuration: Configuration; readonly checks: readonly Check[] };

/** Prepares a *Test sign-in*; a refusal is thrown with its checks in the body. */
export const beginTest = (preferences: Preferences) =>
	call<{ id: string; address: string }>("POST", `${AUTHENTICATION}/tests`, preferences);
export const readTest = (id: string) =>
	call<SignInTest>("GET", `${AUTHENTICATION}/tests/${encodeURIComponent(id)}`, undefined, { background: true });

export const keepSettings = (id: string) => call<Configuration>("POST", `${AUTHENTICATION}/keep`, { id });
export const historyQuery = queryOptions({
	queryKey: ["authentication", "history"],
	queryFn: () => call<{ items: readonly PastConfiguration[] }>("GET", `${AUTHENTICATION}/history`),
});
export const bringBack = (id: string) => call<Saved>("POST", `${AUTHENTICATION}/history/${encodeURIComponent(id)}/restore`);
export const connectWithToken = (registration: { readonly issuer: string; readonly registrationToken: string }) =>
	call<Saved>("POST", `${AUTHENTICATION}/connect`, registration);
export const previewRoles = (groupRoles: GroupRules, userId: string) =>
	call<GroupPreview>("POST", `${AUTHENTICATION}/group-roles/preview`, { groupRoles, userId });

export const sessionsQuery = queryOptions({
	queryKey: ["me", "sessions"],
	queryFn: () => call<{ items: readonly SeenSession[] }>("GET", "/api/v0/me/sessions"),
});
export const endSession = (id: string) => call<unknown>("DELETE", `/api/v0/me/sessions/${encodeURIComponent(id)}`);
export const endOtherSessions = () => call<{ ended: number }>("POST", "/api/v0/me/sessions/end-others");

/** Those of somebody else, for whoever looks after users. */
export const sessionsQueryOf = (id: string) =>
	queryOptions({
		queryKey: ["users", id, "sessions"],
		queryFn: () => call<{ items: readonly SeenSession[] }>("GET", `${userPath(id)}/sessions`),
	});
export const endSessionOf = (id: string, session: string) =>
	call<unknown>("DELETE", `${userPath(id)}/sessions/${encodeURIComponent(session)}`);
export const endSessionsOf = (id: string) => call<{ ended: number }>("DELETE", `${userPath(id)}/sessions`);

export const apiKeysQuery = queryOptions({
	queryKey: ["me", "api-keys"],
	queryFn: () => call<{ items: readonly ApiKey[]; maxDays: number }>("GET", "/api/v0/me/api-keys"),
});
export const createApiKey = (wanted: { readonly name: string; readonly days: number }) =>
	call<ApiKey & { readonly key: string }>("POST", "/api/v0/me/api-keys", wanted);
export const deleteApiKey = (id: string) => call<unknown>("DELETE", `/api/v0/me/api-keys/${encodeURIComponent(id)}`);

export const setUserStatus = (id: string, verb: "activate" | "deactivate") => call<unknown>("POST", `${userPath(id)}/${verb}`);
