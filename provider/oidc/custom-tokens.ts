import { createLocalJWKSet, importJWK, type JWK, type JWTPayload, jwtVerify, SignJWT } from "jose";
import type Provider from "oidc-provider";
import { type AccessToken, type ClientCredentials, errors, type RefreshToken } from "oidc-provider";
import { digest, newSecret } from "#common/seal/ids.ts";
import type { Db } from "../database.ts";
import type { Definition, Lifetimes } from "../features/authorization-servers/authorization-servers.ts";
import { currentContext, type Deciding } from "./custom-decisions.ts";
import { ownScopes } from "./custom-scopes.ts";
import { setExpiry } from "./records.store.ts";
import { kindOf } from "./server-records.store.ts";

const MINUTE = 60;
/** Of a refresh token without end, the engine still wants one. */
const NEVER = 10 * 365 * 24 * 60 * MINUTE;

const epoch = (): number => Math.floor(Date.now() / 1000);

type Granted = AccessToken | ClientCredentials;
type Find = (this: unknown, value: string, ...rest: unknown[]) => Promise<unknown>;
interface Model {
	find: Find;
	prototype: {
		generateTokenId(): string;
		getValueAndPayload(): Promise<{ value: string; payload: Record<string, unknown> }>;
		save(): Promise<string>;
	};
}

const publicPart = ({ kty, n, e, kid, alg, use }: JWK): JWK => ({ kty, n, e, kid, alg, use }) as JWK;

/** Set before a JSON Web Token that a client asks about or revokes: the engine takes it for one that it stores, which it is. */
const ASKED = "jwt!";

/**
 * Access tokens of a custom server: JSON Web Tokens (RFC 9068) with Okta's claims, that APIs check by themselves. Each is stored besides,
 * so that it can be asked about, shown at userinfo, and revoked, and is found by nothing but a token with our signature.
 */
export const issueAsJwt = (engine: Provider, definition: Definition): void => {
	const { issuer } = engine;
	const { audience } = definition;
	const [signing] = definition.keys;
	if (!signing) throw new Error(`the authorization server ${definition.id} has no key`);
	const key = importJWK(signing.jwk as JWK, "RS256");
	const published = createLocalJWKSet({ keys: definition.keys.map(({ jwk }) => publicPart(jwk as JWK)) });

	const sign = async (token: Granted, payload: Record<string, unknown>): Promise<string> => {
		const { oidc } = currentContext();
		const { accountId, jkt, scopes } = token as AccessToken;
		const authTime = oidc.entities.AuthorizationCode?.authTime ?? oidc.entities.RefreshToken?.authTime ?? oidc.session?.loginTs;
		const own = token.extra as Record<string, unknown> | undefined;
		const claims = {
			...own,
			// RFC 9068 section 2.2: always there, whatever an expression comes to.
			sub: typeof own?.["sub"] === "string" && own["sub"] !== "" ? own["sub"] : (accountId ?? token.clientId),
			ver: 1,
			jti: token.jti,
			iss: issuer,
			aud: audience,
			iat: payload["iat"],
			exp: payload["exp"],
			cid: token.clientId,
			...(accountId === undefined ? {} : { uid: accountId, auth_time: authTime }),
			scp: [...scopes],
			...(jkt === undefined ? {} : { cnf: { jkt } }),
		};
		return new SignJWT(claims as JWTPayload)
			.setProtectedHeader({ kid: signing.jwk.kid, alg: "RS256", typ: "at+jwt" })
			.sign(await key);
	};

	/** The id behind one of our tokens; undefined for whatever else, the id itself too. */
	const idOf = async (value: string): Promise<string | undefined> => {
		const token = value.startsWith(ASKED) ? value.slice(ASKED.length) : value;
		const options = { issuer, audience, algorithms: ["RS256"], typ: "at+jwt", currentDate: new Date(0) };
		return jwtVerify(token, published, options).then(
			({ payload }) => payload.jti,
			() => undefined,
		);
	};

	for (const model of [engine.AccessToken, engine.ClientCredentials] as unknown as Model[]) {
		const { find } = model;
		const { generateTokenId, getValueAndPayload } = model.prototype;
		model.find = async function (value, ...rest) {
			const id = typeof value === "string" ? await idOf(value) : undefined;
			return id === undefined ? undefined : find.call(this, id, ...rest);
		};
		model.prototype.generateTokenId = function () {
			generateTokenId.call(this);
			return `AT.${newSecret()}`;
		};
		model.prototype.getValueAndPayload = async function () {
			const { payload } = await getValueAndPayload.call(this);
			return { value: await sign(this as unknown as Granted, payload), payload };
		};
	}
	acceptAsked(engine, audience);
};

/** The engine refuses to look up what has the form of a JSON Web Token. */
const acceptAsked = (engine: Provider, audience: string): void => {
	const { prototype } = (engine as unknown as { OIDCContext: { prototype: { entity(key: string, value: unknown): void } } })
		.OIDCContext;
	const { entity } = prototype;
	prototype.entity = function (this: { route: string; params?: Record<string, unknown> }, key, value) {
		entity.call(this, key, value);
		const { route, params } = this;
		if (key !== "Client" || !params || (route !== "introspection" && route !== "revocation")) return;
		const { token } = params;
		if (typeof token === "string" && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) params["token"] = `${ASKED}${token}`;
	};
	engine.use(async (ctx, next) => {
		await next();
		const answer = ctx.body as { active?: boolean; token_type?: string; aud?: string } | undefined;
		if (ctx.oidc?.route === "introspection" && answer?.active === true && answer.token_type) answer.aud = audience;
	});
};

/** Seconds that a token lasts: the engine's types leave out that it may be set. */
const setLifetime = (token: object, seconds: number): void => {
	(token as { expiresIn?: number }).expiresIn = seconds;
};

/** How tokens are got, first of all: a refreshed one as the first one was. */
const grantTypeOf = ({ gty }: { gty?: string | undefined }): string => gty?.split(" ")[0] ?? "authorization_code";

/** Lets the server's policies decide on every token, and how long it lasts. */
export const issueByPolicy = (engine: Provider, db: Db, definition: Definition, deciding: Deciding): void => {
	const decisionOn = (token: AccessToken | RefreshToken) =>
		deciding({
			clientId: token.clientId ?? "",
			grantType: grantTypeOf(token),
			scopes: [...token.scopes],
			userId: token.accountId,
		});

	const known = new Set(definition.scopes.map(({ name }) => name));
	const access = engine.AccessToken.prototype;
	const { save: saveAccess } = access;
	access.save = async function () {
		// A code or a refresh token may be older than the end of a scope.
		this.scope = [...this.scopes].filter((scope) => known.has(scope)).join(" ");
		const { lifetimes } = await decisionOn(this);
		setLifetime(this, lifetimes.accessToken * MINUTE);
		const { RefreshToken: used, RotatedRefreshToken: rotated } = currentContext().oidc.entities;
		if (used && !rotated) await prolong(used, lifetimes);
		return saveAccess.call(this);
	};

	const credentials = engine.ClientCredentials.prototype;
	const { save: saveCredentials } = credentials;
	credentials.save = async function () {
		const scopes = ownScopes(definition, currentContext());
		const { lifetimes } = await deciding({ clientId: this.clientId ?? "", grantType: "client_credentials", scopes });
		this.scope = scopes.join(" ");
		setLifetime(this, lifetimes.accessToken * MINUTE);
		return saveCredentials.call(this);
	};

	const refresh = engine.RefreshToken.prototype;
	const { save: saveRefresh } = refresh;
	refresh.save = async function () {
		if (this.exp === undefined) {
			const seconds = remaining(this, (await decisionOn(this)).lifetimes);
			setLifetime(this, seconds);
			await prolongGrant(this, epoch() + seconds);
		}
		return saveRefresh.call(this);
	};
	/** A token is worth nothing without its grant. */
	const prolongGrant = async ({ grantId }: RefreshToken, expires: number): Promise<void> => {
		if (grantId !== undefined) await setExpiry(db, { model: kindOf(definition.id, "Grant"), digest: grantId }, expires, true);
	};
	/** One that is not rotated is in use, which begins its window anew. */
	const prolong = async (token: RefreshToken, lifetimes: Lifetimes): Promise<void> => {
		const expires = epoch() + remaining(token, lifetimes);
		await prolongGrant(token, expires);
		await setExpiry(db, { model: kindOf(definition.id, "RefreshToken"), digest: digest(token.jti) }, expires);
	};
};

/** Seconds that a refresh token has: its window, and no more than is left since the first one. */
const remaining = ({ iiat }: RefreshToken, { refreshToken, refreshTokenWindow }: Lifetimes): number => {
	const left = refreshToken === 0 ? NEVER : (iiat ?? epoch()) + refreshToken * MINUTE - epoch();
	if (left <= 0) throw new errors.InvalidGrant("the refresh token's lifetime is over");
	return Math.min(left, refreshTokenWindow * MINUTE);
};
