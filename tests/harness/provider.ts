import { createProvider } from "../../provider/app.ts";
import { readConfig } from "../../provider/config.ts";
import type { Agent } from "./agent.ts";
import { ADMINISTRATOR, signedIn, startHalf, type TestHalf, type TestSettings } from "./half.ts";

export { ADMINISTRATOR, freePort } from "./half.ts";

export type TestProvider = TestHalf;

/** A real provider. */
export const startProvider = (settings: TestSettings = {}): Promise<TestProvider> =>
	startHalf(
		{ name: "PROVIDER", readConfig, create: createProvider, signIn: (url) => signedInAgent(url, ADMINISTRATOR) },
		settings,
	);

/** An agent with a session at the provider. */
export const signedInAgent = (url: string, { login, password }: { login: string; password: string }): Promise<Agent> =>
	signedIn(`${url}/login`, { login, password });

export interface TestApplication {
	readonly clientId: string;
	readonly clientSecret: string;
}

/** Registers an application through the management API. */
export const registerApplication = async (
	provider: TestProvider,
	label: string,
	settings: {
		redirectUris: string[];
		kind?: string;
		grantTypes?: string[];
		logoutUris?: string[];
		authMethod?: string;
		alg?: string;
		pkceRequired?: boolean;
		responseTypes?: string[];
		/** Whatever else the API takes among `settings.oauthClient`. */
		more?: Readonly<Record<string, unknown>>;
	},
): Promise<TestApplication> => {
	const {
		kind = "web",
		redirectUris,
		grantTypes = ["authorization_code"],
		logoutUris = [],
		authMethod,
		alg,
		pkceRequired,
		responseTypes = kind === "service" ? [] : ["code"],
		more = {},
	} = settings;
	const method = authMethod ?? (kind === "browser" || kind === "native" ? "none" : "client_secret_basic");
	const application = await provider.api<{ credentials: { oauthClient: { client_id: string; client_secret?: string } } }>(
		"POST",
		"/api/v1/apps",
		{
			name: "oidc_client",
			label,
			signOnMode: "OPENID_CONNECT",
			credentials: {
				oauthClient: {
					token_endpoint_auth_method: method,
					...(pkceRequired === undefined ? {} : { pkce_required: pkceRequired }),
				},
			},
			settings: {
				oauthClient: {
					application_type: kind,
					redirect_uris: redirectUris,
					post_logout_redirect_uris: logoutUris,
					response_types: responseTypes,
					grant_types: grantTypes,
					...(alg === undefined ? {} : { id_token_signed_response_alg: alg }),
					...more,
				},
			},
		},
	);
	const { client_id: clientId, client_secret: clientSecret = "" } = application.credentials.oauthClient;
	return { clientId, clientSecret };
};

export interface TestPerson {
	readonly id: string;
	readonly login: string;
	readonly password: string;
}

/** Makes an active person, assigned to the applications named. */
export const addPerson = async (
	provider: TestProvider,
	name: string,
	assignedTo: readonly string[] = [],
): Promise<TestPerson> => {
	const login = `${name.toLowerCase()}@example.com`;
	const password = `${name} has a long password`;
	const { id } = await provider.api<{ id: string }>("POST", "/api/v1/users?activate=true", {
		profile: { firstName: name, lastName: "Tester", email: login, login },
		credentials: { password: { value: password } },
	});
	for (const application of assignedTo) await provider.api("POST", `/api/v1/apps/${application}/users`, { id, scope: "USER" });
	return { id, login, password };
};

/** From now on these people are asked for a second step at each sign-in. */
export const askForSecondStep = async (provider: TestProvider, ...people: readonly TestPerson[]): Promise<void> => {
	const { id } = await provider.api<{ id: string }>("POST", "/api/v1/policies", {
		type: "OKTA_SIGN_ON",
		name: "Two steps",
		conditions: { people: { users: { include: people.map((person) => person.id) } } },
	});
	await provider.api("POST", `/api/v1/policies/${id}/rules`, {
		type: "SIGN_ON",
		name: "A second step",
		actions: { signon: { access: "ALLOW", requireFactor: true, factorPromptMode: "ALWAYS" } },
	});
};
