import { useParams } from "@tanstack/react-router";

/** The part of the address that the route calls `$name`. */
export const useParam = (name: string): string => {
	const params: Readonly<Record<string, string | undefined>> = useParams({ strict: false });
	return params[name] ?? "";
};
