import type { ReactNode } from "react";
import type { Permission } from "../api.ts";
import { useMay } from "./useMe.ts";

interface MayProps {
	readonly to: Permission;
	readonly children: ReactNode;
}

/** Shows its children to those whose role carries the permission, and to others nothing. */
export const May = ({ to, children }: MayProps) => (useMay()(to) ? children : null);
