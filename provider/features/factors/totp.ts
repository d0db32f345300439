import { Secret, TOTP } from "otpauth";

/** Codes of authenticator apps: TOTP with SHA-1, six digits and steps of 30 seconds, which is all that many apps know (RFC 6238). */

/** Seconds. */
export const STEP = 30;
/** Steps before and after the present one whose codes are taken: clocks differ (RFC 6238 section 6). */
const TOLERANCE = 1;
/** RFC 4226 section 4 recommends 160 bits. */
const SECRET_BYTES = 20;

const secretOf = (bytes: Uint8Array): Secret => new Secret({ buffer: new Uint8Array(bytes).buffer });
const totpOf = (secret: Uint8Array): TOTP => new TOTP({ secret: secretOf(secret), algorithm: "SHA1", digits: 6, period: STEP });

/** RFC 4648 section 6, without padding: what apps take. */
export const base32 = (bytes: Uint8Array): string => secretOf(bytes).base32;

/** What the QR code says: `issuer` is what the app shows beside the code (the apps' Key Uri Format). */
export const otpauthUri = (sharedSecret: string, { issuer, login }: { issuer: string; login: string }): string =>
	// A colon divides issuer and account.
	new TOTP({
		issuer: issuer.replaceAll(":", " "),
		label: login,
		secret: Secret.fromBase32(sharedSecret),
		digits: 6,
		period: STEP,
	}).toString();

export const newTotpSecret = (): Buffer => Buffer.from(new Secret({ size: SECRET_BYTES }).bytes);

export const stepAt = (milliseconds: number): number => TOTP.counter({ period: STEP, timestamp: milliseconds });

/** RFC 4226 section 5.3. */
export const codeAt = (secret: Uint8Array, step: number): string => totpOf(secret).generate({ timestamp: step * STEP * 1000 });

/** The time step, after `lastStep`, whose code this is; undefined where it is none of these minutes. */
export const stepOf = (secret: Uint8Array, code: string, lastStep: number, now = Date.now()): number | undefined => {
	if (!/^\d{6}$/.test(code)) return undefined;
	const delta = totpOf(secret).validate({ token: code, timestamp: now, window: TOLERANCE });
	const step = delta === null ? undefined : stepAt(now) + delta;
	return step !== undefined && step > lastStep ? step : undefined;
};
