import { useQuery } from "@tanstack/react-query";
import { call } from "#common/ui/api/call.ts";
import type { Me } from "../api.ts";

/** Who is signed in. Nobody: the call itself leaves for the sign-in page. */
export const useMe = () =>
	useQuery({ queryKey: ["me"], queryFn: () => call<Me>("GET", "/api/v1/internal/me"), staleTime: 60_000 });

/** Whether the console's pages are for this person. */
export const isAdministrator = (me: Me): boolean => me.roles.includes("SUPER_ADMIN");
