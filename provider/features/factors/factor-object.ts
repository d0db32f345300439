import type { PublicKeyCredentialCreationOptionsJSON } from "@simplewebauthn/server";
import { type Factor, STEP } from "./factors.ts";

const post = (href: string) => ({ href, hints: { allow: ["POST"] } });

/** What is needed to finish setting one up, shown once: the secret of an app, or what an authenticator is asked for. */
export type Activation =
	| { readonly sharedSecret: string; readonly uri: string }
	| { readonly publicKey: PublicKeyCredentialCreationOptionsJSON };

const activationObject = (activation: Activation) =>
	"sharedSecret" in activation ? { timeStep: STEP, encoding: "base32", keyLength: 6, ...activation } : activation.publicKey;

/** A factor as the management API shows it. `url` is the provider's public address, without a trailing slash. */
export const factorObject = (factor: Omit<Factor, "lastUsed">, url: string, activation?: Activation) => {
	const user = `${url}/api/v1/users/${factor.userId}`;
	const self = `${user}/factors/${factor.id}`;
	const { lastUsed } = { lastUsed: null, ...factor };
	return {
		id: factor.id,
		factorType: factor.type,
		provider: factor.provider,
		vendorName: factor.provider,
		status: factor.status,
		created: factor.created,
		lastUpdated: factor.lastUpdated,
		lastUsed,
		profile: factor.profile,
		...(factor.passkey === undefined ? {} : { passkey: factor.passkey }),
		...(activation === undefined ? {} : { _embedded: { activation: activationObject(activation) } }),
		_links: {
			self: { href: self, hints: { allow: ["GET", "PUT", "DELETE"] } },
			user: { href: user, hints: { allow: ["GET"] } },
			...(factor.status === "ACTIVE" ? { verify: post(`${self}/verify`) } : { activate: post(`${self}/lifecycle/activate`) }),
		},
	};
};
