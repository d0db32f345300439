import type Provider from "oidc-provider";
import type { AdapterPayload } from "oidc-provider";
import type { SessionPayload } from "../features/sessions/sessions.ts";

/** The organisation's own server, among those that share sessions. */
export const ORGANIZATION = "";

/** At which applications a session is used, by client ID: the engine's `authorizations`. */
type Authorizations = Readonly<
	Record<string, { readonly sid?: string; readonly grantId?: string; readonly persistsLogout?: boolean }>
>;

/** A session's authorizations at other servers than the one that looks, each with the person whom they belong to. */
type Elsewhere = Readonly<Record<string, { readonly accountId: string; readonly authorizations: Authorizations }>>;

interface Shared {
	readonly accountId?: string;
	readonly authorizations?: unknown;
	readonly elsewhere?: unknown;
}

const elsewhereIn = ({ accountId, elsewhere = {} }: Shared): Elsewhere =>
	// Somebody else may have signed in meanwhile: grants of the person before are none of theirs.
	Object.fromEntries(Object.entries(elsewhere as Elsewhere).filter(([, { accountId: owner }]) => owner === accountId));

/** A stored session as `server` sees it: its own authorizations, and those elsewhere beside them. */
const viewFrom = (server: string, stored: SessionPayload): SessionPayload => {
	if (server === ORGANIZATION) return stored;
	const { authorizations, elsewhere: _, ...rest } = stored;
	const { [server]: own, ...others } = elsewhereIn(stored);
	const { accountId } = stored;
	const organization =
		accountId === undefined || authorizations === undefined ? {} : { [ORGANIZATION]: { accountId, authorizations } };
	return { ...rest, ...(own ? { authorizations: own.authorizations } : {}), elsewhere: { ...others, ...organization } };
};

/** A session as it is stored, out of what `server` sees. */
export const storedFrom = (server: string, view: SessionPayload): SessionPayload => {
	const { [ORGANIZATION]: organization, ...others } = elsewhereIn(view);
	if (server === ORGANIZATION) return { ...view, elsewhere: others };
	const { authorizations, elsewhere: _, accountId, ...rest } = view;
	const own = accountId === undefined || authorizations === undefined ? {} : { [server]: { accountId, authorizations } };
	return {
		...rest,
		...(accountId === undefined ? {} : { accountId }),
		...(organization ? { authorizations: organization.authorizations } : {}),
		elsewhere: { ...others, ...own },
	};
};

/** What a session is used at, beside the server that looks. */
export const usesElsewhere = (session: Shared): readonly { readonly server: string; readonly authorizations: Authorizations }[] =>
	Object.entries(elsewhereIn(session)).map(([server, { authorizations }]) => ({ server, authorizations }));

/** Lets an engine carry what its sessions are used at elsewhere, so that saving one forgets nothing. */
export const carryElsewhere = (engine: Provider): void => {
	const { Session } = engine as unknown as { Session: { IN_PAYLOAD: readonly string[] } };
	Object.defineProperty(Session, "IN_PAYLOAD", { value: [...Session.IN_PAYLOAD, "elsewhere"] });
};

/** The same for what the engine's adapter passes on. */
export const asView = (server: string, stored: SessionPayload | undefined): AdapterPayload | undefined =>
	stored && (viewFrom(server, stored) as unknown as AdapterPayload);
