import { type Factor, STEP } from "./factors.ts";

/** A factor as the management API shows it. `url` is the provider's public address, without a trailing slash. */
export const factorObject = (factor: Factor, url: string, sharedSecret?: string) => {
	const user = `${url}/api/v1/users/${factor.userId}`;
	const self = `${user}/factors/${factor.id}`;
	const next =
		factor.status === "ACTIVE"
			? { verify: { href: `${self}/verify`, hints: { allow: ["POST"] } } }
			: { activate: { href: `${self}/lifecycle/activate`, hints: { allow: ["POST"] } } };
	const activation = { timeStep: STEP, sharedSecret, encoding: "base32", keyLength: 6 };
	return {
		id: factor.id,
		factorType: factor.type,
		provider: factor.provider,
		vendorName: factor.provider,
		status: factor.status,
		created: factor.created,
		lastUpdated: factor.lastUpdated,
		profile: factor.profile,
		...(sharedSecret === undefined ? {} : { _embedded: { activation } }),
		_links: {
			self: { href: self, hints: { allow: ["GET", "DELETE"] } },
			user: { href: user, hints: { allow: ["GET"] } },
			...next,
		},
	};
};
