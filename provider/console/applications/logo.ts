import { call } from "#common/ui/api/call.ts";
import type { Application, Bookmark } from "../api.ts";

/** A logo is smaller than this many bytes. */
const MOST = 1_048_576;

const BEGINNINGS: readonly (readonly number[])[] = [
	[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], // PNG
	[0xff, 0xd8, 0xff], // JPEG
	[0x47, 0x49, 0x46, 0x38], // GIF
];

/** Why this file cannot be a logo, judged by its bytes as the server does; undefined where it can. */
export const logoTrouble = async (file: File): Promise<string | undefined> => {
	if (file.size >= MOST) return "The file must be less than 1 MB.";
	const head = new Uint8Array(await file.slice(0, 8).arrayBuffer());
	const known = BEGINNINGS.some((beginning) => beginning.every((byte, at) => head[at] === byte));
	if (known || (await file.slice(0, 2_000).text()).includes("<svg")) return undefined;
	return "The file must be a PNG, JPG or GIF, or an SVG without scripts.";
};

/** Replaces an application's logo. Throws `ApiError` where the server does not take it. */
export const uploadLogo = (applicationId: string, file: File): Promise<unknown> => {
	const form = new FormData();
	form.append("file", file);
	return call("POST", `/api/v1/apps/${applicationId}/logo`, form);
};

export const removeLogo = (applicationId: string): Promise<unknown> => call("DELETE", `/api/v1/apps/${applicationId}/logo`);

/** The address of an application's own logo; undefined where it has none and the API names the stand-in that all of them share. */
export const logoOf = ({ _links }: Application | Bookmark): string | undefined => {
	const href = _links?.logo?.[0]?.href;
	const path = href === undefined ? "" : new URL(href, location.origin).pathname;
	return path.startsWith("/logos/") ? path : undefined;
};
