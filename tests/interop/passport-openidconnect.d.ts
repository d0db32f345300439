/** The library ships no types; this is what the test uses. */
declare module "passport-openidconnect" {
	import type { Strategy } from "passport";

	type Verify = (issuer: string, profile: object, done: (fault: unknown, user: object) => void) => void;
	const OpenIDConnectStrategy: new (options: Readonly<Record<string, unknown>>, verify: Verify) => Strategy;
	export default OpenIDConnectStrategy;
}
