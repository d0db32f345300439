import { errors } from "jose";
import { AuthorizationResponseError, ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from "openid-client";
import { Fault } from "#common/faults/fault.ts";
import { Unanswered } from "../authentication/authentication.ts";

/**
 * What goes wrong between the platform and a provider, as faults that say who must change what. What a provider writes is
 * shown as text, shortened, and only to the browser that this platform sent there.
 */

const PLATFORM = "An administrator of this platform";

/** RFC 6749 section 4.1.2.1 and OpenID Connect Core 1.0 section 3.1.2.6. */
const AUTHORIZATION_ERRORS: Readonly<Record<string, string>> = {
	access_denied:
		"The provider did not let you in. Most often you are not assigned to this application: ask the administrators of the provider to assign you.",
	login_required: "The provider wants you to sign in there first. Start again.",
	interaction_required: "The provider wants to ask you something first. Start again.",
	consent_required: "The provider wants your consent first. Start again and agree.",
	account_selection_required: "The provider wants you to choose an account first. Start again.",
	invalid_scope: `The provider does not know a scope that was asked for. ${PLATFORM} can correct Additional Scopes under Manage > Admin > Authentication.`,
	unauthorized_client:
		"The provider does not let this application sign people in this way. An administrator of the provider must allow it the authorization code grant.",
	unsupported_response_type:
		"The provider does not support the authorization code flow for this application. Its administrator must allow it.",
	invalid_request: `The provider found the request faulty. ${PLATFORM} can check the settings under Manage > Admin > Authentication.`,
	temporarily_unavailable: "The provider is too busy just now. Try again in a moment.",
	server_error: "The provider ran into an error of its own. Try again in a moment; if it stays so, tell its administrators.",
};

const TOKEN_ERRORS: Readonly<Record<string, string>> = {
	invalid_grant: "The provider did not accept the code that it had just given out. Start again.",
	invalid_client: `The provider does not accept this platform's Client ID or Client Secret any more. ${PLATFORM} can enter them again under Manage > Admin > Authentication.`,
	unauthorized_client: `The provider does not accept this platform as a client. ${PLATFORM} can check Client ID and Client Secret under Manage > Admin > Authentication.`,
	access_denied: "The provider did not let you in. Ask its administrators whether you may use this application.",
};

const quote = (text: string | undefined): string => {
	const line = (text ?? "")
		.replace(/[\p{Cc}\s]+/gu, " ")
		.trim()
		.slice(0, 200)
		.toWellFormed();
	return line === "" ? "" : ` The provider says: “${line}”`;
};

/** Any failure of a sign-in as a Fault. */
export const asProviderFault = (thrown: unknown): Fault => {
	const unanswered = causes(thrown).find((cause) => cause instanceof Unanswered);
	if (thrown instanceof Fault) return thrown;
	if (unanswered) return new Fault("provider_unreachable", { detail: unanswered.message, cause: thrown });
	if (thrown instanceof AuthorizationResponseError) {
		return refused(AUTHORIZATION_ERRORS[thrown.error], thrown.error, thrown.error_description, thrown);
	}
	if (thrown instanceof ResponseBodyError)
		return refused(TOKEN_ERRORS[thrown.error], thrown.error, thrown.error_description, thrown);
	if (thrown instanceof WWWAuthenticateChallengeError) {
		return refused(TOKEN_ERRORS["invalid_client"], "invalid_client", undefined, thrown);
	}
	if (thrown instanceof ClientError || thrown instanceof errors.JOSEError || thrown instanceof TypeError) {
		return new Fault("provider_misbehaved", { detail: causes(thrown).map(describe).join(" <- ") });
	}
	return new Fault("internal", { cause: thrown });
};

const refused = (sentence: string | undefined, error: string, description: string | undefined, cause: Error): Fault => {
	const said = quote(description);
	const other = `The provider answered with the error ${quote(error).slice(" The provider says: ".length)}.`;
	return new Fault("provider_refused", { description: `${sentence ?? other}${said}`, detail: error.slice(0, 200), cause });
};

const causes = (thrown: unknown): readonly Error[] => {
	const found: Error[] = [];
	for (let at = thrown; at instanceof Error && found.length < 5; at = at.cause) found.push(at);
	return found;
};

/** Names and messages only: what hangs on the errors may hold tokens. */
const describe = ({ name, message }: Error): string => `${name}: ${message}`;
