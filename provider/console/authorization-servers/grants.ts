/** The grant types that rules are about, in words. */
export const GRANTS: Readonly<Record<string, string>> = {
	authorization_code: "Authorization Code",
	implicit: "Implicit",
	client_credentials: "Client Credentials",
	password: "Resource Owner Password",
};
