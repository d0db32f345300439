import { useQuery } from "@tanstack/react-query";
import { call } from "#common/ui/api/call.ts";
import type { Me, Permission } from "../api.ts";

/** Who is signed in. Nobody: the call itself leaves for the sign-in page. */
export const useMe = () =>
	useQuery({ queryKey: ["me"], queryFn: () => call<Me>("GET", "/api/v1/internal/me"), staleTime: 60_000 });

/** Whether the console's pages are for this person, if not all of them. */
export const isAdministrator = (me: Me): boolean => me.roles.length > 0;

/** Tells what the person who looks may do, if only to some things: what the server would refuse is not offered. */
export const useMay = (): ((permission: Permission) => boolean) => {
	const me = useMe().data;
	return (permission) => me?.permissions.includes(permission) ?? false;
};

/** As `useMay`, for making things and for whatever concerns all of them. */
export const useMayEverywhere = (): ((permission: Permission) => boolean) => {
	const me = useMe().data;
	return (permission) => me?.everywhere.includes(permission) ?? false;
};
