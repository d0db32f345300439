import { asFault, Fault } from "#common/faults/fault.ts";
import { digest } from "#common/seal/ids.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Db, Tx } from "../../database.ts";
import { actorFor, allowsEverywhere } from "../administrators/administrators.ts";
import { type Application, assignGroupIn, createApplicationIn, type NewApplication } from "../applications/applications.ts";
import { findGroup } from "../groups/groups.ts";
import { selectTokenByDigest, setApplication, type TokenRow, takeToken } from "./registration-tokens.store.ts";

/** What a use of a token is told to the log: which token it was, and what it did. */
export interface Use {
	readonly token: { readonly id: string; readonly name: string };
	/** Assigned to the application; undefined: nobody is. */
	readonly group: { readonly id: string; readonly name: string } | undefined;
	readonly application: Application;
}

/** How many applications may bear the same name, told apart by a number. */
const MOST_NAMESAKES = 50;

/**
 * Spends a token and registers the application. Works once, however many try at the same moment; what is refused for its
 * content spends nothing. Where another application has the name already, a number is put behind it.
 *
 * @throws Fault `registration_token_refused`, whose `detail` says why, for the log alone; as `createApplication`.
 */
export const registerApplication = async (db: Db, seal: Seal, secret: string, wanted: NewApplication): Promise<Use> => {
	for (let number = 1; ; number++) {
		try {
			const label = number === 1 ? wanted.label : numbered(wanted.label, number);
			return await db.transaction().execute((tx) => register(tx, seal, secret, { ...wanted, label }));
		} catch (thrown) {
			if (asFault(thrown).code !== "label_taken" || number === MOST_NAMESAKES) throw thrown;
		}
	}
};

/** `label` with a number behind it, cut so that both fit into 100 characters. */
const numbered = (label: string, number: number): string => `${[...label].slice(0, 94).join("")} (${number})`;

const register = async (tx: Tx, seal: Seal, secret: string, wanted: NewApplication): Promise<Use> => {
	const token = await takeToken(tx, digest(secret));
	if (!token) throw await refusal(tx, secret);
	if (!(await makerMayStill(tx, token))) throw refused(token, "whoever made it may not manage applications any more");
	const application = await createApplicationIn(tx, seal, wanted);
	await setApplication(tx, token.id, application.id);
	const group = token.group_id === null ? undefined : await findGroup(tx, token.group_id);
	if (group) await assignGroupIn(tx, application.id, group.id);
	return { token, group: group && { id: group.id, name: group.name }, application };
};

/** Whether the token would work now. @throws Fault `registration_token_refused`. */
export const checkToken = async (db: Db, secret: string): Promise<{ readonly id: string; readonly name: string }> => {
	const token = await selectTokenByDigest(db, digest(secret));
	const reason = token && reasonAgainst(token);
	if (!token || reason !== undefined) throw await refusal(db, secret);
	if (!(await makerMayStill(db, token))) throw refused(token, "whoever made it may not manage applications any more");
	return { id: token.id, name: token.name };
};

/** The settings' token has no maker but whoever runs the provider. */
const makerMayStill = async (db: Db, { created_by: maker }: TokenRow): Promise<boolean> => {
	if (maker === null) return true;
	const actor = await actorFor(db, maker);
	return actor !== undefined && allowsEverywhere(actor, "apps.manage");
};

const reasonAgainst = ({ used, revoked, expires }: TokenRow): string | undefined => {
	if (used !== null) return "it was used";
	if (revoked !== null) return "it was revoked";
	return Date.parse(expires) <= Date.now() ? "it has expired" : undefined;
};

/** The caller learns nothing; the log learns which token it was and why it does not work. */
const refusal = async (db: Db, secret: string): Promise<Fault> => {
	const token = await selectTokenByDigest(db, digest(secret));
	return token ? refused(token, reasonAgainst(token) ?? "it was used at this moment") : new Fault("registration_token_refused");
};

const refused = ({ name }: TokenRow, reason: string): Fault =>
	new Fault("registration_token_refused", { detail: `${name}: ${reason}` });
