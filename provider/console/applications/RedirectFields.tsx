import { fieldError, fieldErrorAt } from "#common/ui/fields/fieldErrors.ts";
import { UriListField } from "#common/ui/fields/UriListField.tsx";
import type { ApplicationKind } from "../api.ts";
import { KINDS } from "./kinds.ts";
import type { Redirects } from "./redirects.ts";

interface RedirectFieldsProps {
	readonly kind: ApplicationKind;
	readonly value: Redirects;
	readonly onChange: (value: Redirects) => void;
	readonly error: Error | null;
}

/** Where people are sent after sign-in, and after sign-out. */
export const RedirectFields = ({ kind, value, onChange, error }: RedirectFieldsProps) => (
	<>
		<UriListField
			label="Login redirect URIs"
			description="Where people come back to after sign-in. Compared to the letter, so copy it from the application."
			placeholder={KINDS[kind].redirectExample}
			value={value.login}
			onChange={(login) => onChange({ ...value, login })}
			errorAt={(place) => fieldErrorAt(error, "redirect_uris", place)}
			error={fieldError(error, "redirect_uris")}
		/>
		<UriListField
			label="Logout redirect URIs"
			description="Where people may be sent after they signed out."
			value={value.logout}
			onChange={(logout) => onChange({ ...value, logout })}
			errorAt={(place) => fieldErrorAt(error, "post_logout_redirect_uris", place)}
			error={fieldError(error, "post_logout_redirect_uris")}
		/>
	</>
);
