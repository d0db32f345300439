import { type Challenge, type Factor, factorKinds, typeOf } from "../factors/factors.ts";
import type { User } from "../users/users.ts";
import type { SettingUp, Waiting } from "./authn.ts";

const post = (href: string, name?: string) => ({ ...(name === undefined ? {} : { name }), href, hints: { allow: ["POST"] } });

/** A person as they are shown to whoever has proven to be them. */
export const shownUser = ({ id, passwordChanged, profile }: User) => ({
	id,
	passwordChanged,
	profile: {
		login: profile.login,
		firstName: profile.firstName,
		lastName: profile.lastName,
		locale: profile["locale"] ?? "en",
		timeZone: profile["timezone"] ?? "America/Los_Angeles",
	},
});

const PROVIDERS = { webauthn: "FIDO", totp: "GOOGLE", email: "OKTA", question: "OKTA" } as const;

/** A sign-in that waits, as Okta's classic authentication API shows it. */
export const waitingObject = (
	outcome: Waiting & Partial<Pick<SettingUp, "sharedSecret" | "publicKey">> & { readonly challenge?: Challenge },
	url: string,
) => {
	const at = `${url}/api/v1/authn`;
	const { status, stateToken, expiresAt, relayState, user, factors, factor, kinds } = outcome;
	const verify = ({ id }: Factor) => `${at}/factors/${id}/verify`;
	const activate = ({ id }: Factor) => `${at}/factors/${id}/lifecycle/activate`;
	const plain = ({ id, type, provider, profile }: Factor) => ({
		id,
		factorType: type,
		provider,
		vendorName: provider,
		profile,
	});
	const shown = (one: Factor) => ({ ...plain(one), _links: { verify: post(verify(one)) } });
	const offered = factorKinds
		.filter((kind) => kinds.includes(kind))
		.map((kind) => ({
			factorType: typeOf(kind),
			provider: PROVIDERS[kind],
			vendorName: PROVIDERS[kind],
			status: "NOT_SETUP",
			enrollment: "REQUIRED",
			_links: { enroll: post(`${at}/factors`) },
		}));
	const toActivate = () => {
		const { sharedSecret, publicKey } = outcome;
		if (sharedSecret !== undefined)
			return { _embedded: { activation: { timeStep: 30, sharedSecret, encoding: "base32", keyLength: 6 } } };
		return publicKey === undefined ? {} : { _embedded: { activation: publicKey } };
	};
	const challenged = outcome.challenge?.publicKey ? { _embedded: { challenge: outcome.challenge.publicKey } } : {};
	const embedded = {
		PASSWORD_EXPIRED: {},
		MFA_REQUIRED: { factors: factors.map(shown) },
		MFA_CHALLENGE: factor === undefined ? {} : { factor: { ...shown(factor), ...challenged } },
		MFA_ENROLL: { factors: offered },
		MFA_ENROLL_ACTIVATE: factor === undefined ? {} : { factor: { ...plain(factor), ...toActivate() } },
	}[status];
	const links = {
		PASSWORD_EXPIRED: { next: post(`${at}/credentials/change_password`, "changePassword") },
		MFA_REQUIRED: {},
		MFA_CHALLENGE: {
			...(factor === undefined ? {} : { next: post(verify(factor), "verify") }),
			prev: post(`${at}/previous`),
		},
		MFA_ENROLL: {},
		MFA_ENROLL_ACTIVATE: {
			...(factor === undefined ? {} : { next: post(activate(factor), "activate") }),
			prev: post(`${at}/previous`),
		},
	}[status];
	return {
		stateToken,
		expiresAt,
		status,
		...(relayState === undefined ? {} : { relayState }),
		_embedded: { user: shownUser(user), ...embedded },
		_links: { ...links, cancel: post(`${at}/cancel`) },
	};
};

/** A sign-in that is complete. */
export const successObject = (user: User, sessionToken: string, expiresAt: string, relayState: string | undefined) => ({
	expiresAt,
	status: "SUCCESS",
	...(relayState === undefined ? {} : { relayState }),
	sessionToken,
	_embedded: { user: shownUser(user) },
});
