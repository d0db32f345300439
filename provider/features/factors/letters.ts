import type { Db } from "../../database.ts";
import type { Mailer } from "../mail/mail.ts";
import type { User } from "../users/users.ts";
import type { By, Factor } from "./factors.ts";

/** What people read about their factors. */

const NAMES: Readonly<Record<Factor["type"], string>> = {
	"token:software:totp": "Authenticator app",
	question: "Security question",
	email: "Code by email",
	webauthn: "Passkey",
	"signet:recovery_codes": "Recovery codes",
};

/** Such as `Authenticator app`: English, to be said in the reader's language. */
const factorName = ({ type }: Pick<Factor, "type">): string => NAMES[type];

/** Whoever changes how a person signs in, the person hears of it. */
export const tellChange = (
	mailer: Mailer,
	db: Db,
	user: User,
	change: "added" | "removed" | "used",
	factor: Pick<Factor, "type">,
	by: By,
): Promise<void> =>
	mailer.send(db, user, { kind: "factor-changed", change, factor: factorName(factor), byAdministrator: by === "administrator" });
