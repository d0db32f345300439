import { Navigate } from "@tanstack/react-router";
import { startFor } from "./nav.tsx";
import { useMe } from "./useMe.ts";

/** Leads on to the first page that this administrator may read. */
export const StartPage = () => {
	const me = useMe().data;
	return me && <Navigate to={startFor(me)} replace />;
};
