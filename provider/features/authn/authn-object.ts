import type { Factor } from "../factors/factors.ts";
import type { User } from "../users/users.ts";
import type { Waiting } from "./authn.ts";

const post = (href: string, name?: string) => ({ ...(name === undefined ? {} : { name }), href, hints: { allow: ["POST"] } });

const userObject = ({ id, passwordChanged, profile }: User) => ({
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

/** A sign-in that waits, as Okta's classic authentication API shows it. */
export const waitingObject = (outcome: Waiting, url: string) => {
	const at = `${url}/api/v1/authn`;
	const { status, stateToken, expiresAt, relayState, user, factors, factor } = outcome;
	const verify = ({ id }: Factor) => `${at}/factors/${id}/verify`;
	const shown = (one: Factor) => ({
		id: one.id,
		factorType: one.type,
		provider: one.provider,
		vendorName: one.provider,
		profile: one.profile,
		_links: { verify: post(verify(one)) },
	});
	const embedded = {
		PASSWORD_EXPIRED: {},
		MFA_REQUIRED: { factors: factors.map(shown) },
		MFA_CHALLENGE: factor === undefined ? {} : { factor: shown(factor) },
	}[status];
	const links = {
		PASSWORD_EXPIRED: { next: post(`${at}/credentials/change_password`, "changePassword") },
		MFA_REQUIRED: {},
		MFA_CHALLENGE: {
			...(factor === undefined ? {} : { next: post(verify(factor), "verify") }),
			prev: post(`${at}/previous`),
		},
	}[status];
	return {
		stateToken,
		expiresAt,
		status,
		...(relayState === undefined ? {} : { relayState }),
		_embedded: { user: userObject(user), ...embedded },
		_links: { ...links, cancel: post(`${at}/cancel`) },
	};
};

/** A sign-in that is complete. */
export const successObject = (user: User, sessionToken: string, expiresAt: string, relayState: string | undefined) => ({
	expiresAt,
	status: "SUCCESS",
	...(relayState === undefined ? {} : { relayState }),
	sessionToken,
	_embedded: { user: userObject(user) },
});
