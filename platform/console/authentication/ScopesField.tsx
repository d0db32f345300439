import type { ReactNode } from "react";
import { ListField } from "./ListField.tsx";

interface ScopesFieldProps {
	readonly value: readonly string[];
	readonly error: ReactNode;
	change(scopes: readonly string[]): void;
}

/** What is asked for besides the usual. */
export const ScopesField = (props: ScopesFieldProps) => (
	<ListField
		label="Additional Scopes"
		description="Asked for besides openid, profile and email; separated by blanks."
		placeholder="groups offline_access"
		{...props}
	/>
);
