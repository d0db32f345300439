import { Fault } from "#common/faults/fault.ts";
import type { Db } from "../../database.ts";
import { type Enrolment, enrolmentFor, type FactorKind } from "../policies/policies.ts";
import type { Factor, FactorNeeds, FactorType } from "./factors.ts";
import { kindOf } from "./kinds.ts";

type Kinds = Readonly<Record<FactorKind, Enrolment>>;

/** What the policy says of each kind. Codes by email are offered to nobody while no server takes mail: they would not arrive. */
export const offeredKinds = async ({ db, mailer }: Pick<FactorNeeds, "db" | "mailer">, userId: string): Promise<Kinds> => {
	const said = await enrolmentFor(db, userId);
	return mailer.delivers ? said : { ...said, email: "NOT_ALLOWED" };
};

/** The same by the types of factors. */
export const byType =
	(said: Kinds) =>
	(type: FactorType): Enrolment => {
		const kind = kindOf(type);
		return kind === undefined ? "OPTIONAL" : said[kind];
	};

/** Whether a person may, needs or need not have a factor of each type. */
const enrolmentsOf = async (db: Db, userId: string): Promise<(type: FactorType) => Enrolment> =>
	byType(await enrolmentFor(db, userId));

/** @throws Fault `forbidden` where the organisation's policy does not let the person have one. */
export const checkMayEnrol = async (db: Db, userId: string, type: FactorType): Promise<void> => {
	if ((await enrolmentsOf(db, userId))(type) === "NOT_ALLOWED")
		throw new Fault("forbidden", { description: "The organisation does not let you set this up." });
};

/** @throws Fault `forbidden` where a person would take away the last of a kind that they need to have. */
export const checkMayGiveUp = async (db: Db, { id, userId, type, status }: Factor, held: readonly Factor[]): Promise<void> => {
	const another = held.some((factor) => factor.type === type && factor.id !== id);
	if (status !== "ACTIVE" || another || (await enrolmentsOf(db, userId))(type) !== "REQUIRED") return;
	throw new Fault("forbidden", { description: "The organisation asks you to have this. Add another one first." });
};
