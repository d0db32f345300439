import type { Seal } from "#common/seal/seal.ts";

/** What a letter says, in both forms. */
export interface Body {
	readonly text: string;
	readonly html: string;
}

const identity = (id: string): string => `outbox.body/${id}`;

export const sealBody = (seal: Seal, id: string, body: Body): string => seal.seal(JSON.stringify(body), identity(id));

/** Throws where it was sealed under another key. */
export const openBody = (seal: Seal, id: string, sealed: string): Body => JSON.parse(seal.open(sealed, identity(id))) as Body;
