import Provider from "oidc-provider";
import { newSecret } from "#common/seal/ids.ts";
import { slot } from "#common/web/slots.ts";

/** Access tokens as they were given out, while their answer is being made. */
const values = slot<string>("access token");

/**
 * Claims that Okta's ID tokens always carry besides those of OpenID Connect Core section 2: `ver`, `jti`, and `idp`, which is the
 * organisation where people sign in here. `at_hash` stands wherever an access token comes along (section 3.1.3.6).
 */
export const addIdTokenClaims = (engine: Provider, organizationId: string): void => {
	const { save } = engine.AccessToken.prototype;
	engine.AccessToken.prototype.save = async function () {
		const value = await save.call(this);
		values.set(this, value);
		return value;
	};
	const { issue } = engine.IdToken.prototype;
	engine.IdToken.prototype.issue = function (options) {
		if (options.use === "idtoken") {
			this.set("ver", 1);
			this.set("jti", `ID.${newSecret()}`);
			this.set("idp", organizationId);
			const token = Provider.ctx?.oidc.entities.AccessToken;
			const value = token && values.get(token);
			if (value !== undefined) this.set("at_hash", value);
		}
		return issue.call(this, options);
	};
};
