import { queryOptions } from "@tanstack/react-query";
import { call } from "#common/ui/api/call.ts";
import type { ChangedUser, Check, Configuration, Me, NewUser, Preferences, UserChange } from "./api.ts";

/** Who is signed in. */
export const meQuery = queryOptions({ queryKey: ["me"], queryFn: () => call<Me>("GET", "/api/v0/me") });

/** How people sign in, and how the provider is doing; asked again now and then, since the latter changes by itself. */
export const authenticationQuery = queryOptions({
	queryKey: ["authentication"],
	queryFn: () => call<Configuration>("GET", "/api/v0/authentication"),
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
	call<{ checks: readonly Check[]; refused: boolean }>("POST", "/api/v0/authentication/check", preferences);
