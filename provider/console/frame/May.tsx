import type { ReactNode } from "react";
import type { Permission } from "../api.ts";
import { useMay, useMayEverywhere } from "./useMe.ts";

interface MayProps {
	readonly to: Permission;
	/** Not for some groups or applications alone: to make things, and for whatever concerns all of them. */
	readonly everywhere?: boolean;
	readonly children: ReactNode;
}

/** Shows its children to those whose role carries the permission, and to others nothing. */
export const May = ({ to, everywhere = false, children }: MayProps) => {
	const [some, all] = [useMay(), useMayEverywhere()];
	return (everywhere ? all : some)(to) ? children : null;
};
