/**
 * Pictures that people upload: looked at by their bytes, and served so that nothing in them can run. What a file is called, and what type it
 * says it has, count for nothing.
 */
import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyReply } from "fastify";
import { Fault, fieldFault } from "../faults/fault.ts";

/** A picture and what it is, by its own bytes. */
export interface Picture {
	readonly mediaType: string;
	readonly bytes: Buffer;
}

/** Less than this many bytes. */
const LIMIT = 1_048_576;

/** A picture may have 1 MiB, and its envelope some more. */
export const UPLOAD_LIMIT = LIMIT + 65_536;

/** How each kind of picture begins. */
const BEGINNINGS: readonly (readonly [mediaType: string, bytes: Buffer])[] = [
	["image/png", Buffer.from("89504e470d0a1a0a", "hex")],
	["image/jpeg", Buffer.from("ffd8ff", "hex")],
	["image/gif", Buffer.from("GIF87a")],
	["image/gif", Buffer.from("GIF89a")],
];

const SVG = "image/svg+xml";

const mediaTypeOf = (bytes: Buffer): string | undefined =>
	BEGINNINGS.find(([, beginning]) => bytes.subarray(0, beginning.length).equals(beginning))?.[0] ??
	(isStillDrawing(bytes) ? SVG : undefined);

/** What may stand before the drawing itself: declarations and comments. No document type, which can hold entities. */
const PROLOGUE = /^\ufeff?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--(?:[^-]|-[^-]){0,2000}-->\s*){0,5}<svg[\s>]/;

/**
 * What runs, or leads elsewhere. It is served in a sandbox too: this is for whoever saves the file. No two parts of it can share the same
 * blanks, so that its time grows with the drawing's length and not with the square of it.
 */
const ALIVE =
	/<\s*(?:[\w-]+:)?(?:script|foreignObject|iframe|object|embed|handler|set|animate\w*)\b|<!(?:DOCTYPE|ENTITY)|<\?xml-stylesheet|\son\w+\s*=|javascript:|(?:href|src)\s*=\s*(?:["']\s*)?(?!#|data:image\/(?:png|jpeg|gif))[^\s"'>]/i;

/** Read in another encoding it might say what it does not say here: ISO-2022-JP switches alphabets in the middle of a word, with ESC. */
const isOtherwise = (text: string): boolean =>
	text.includes("\u001b") || /^\ufeff?\s*<\?xml[^>]{0,200}\sencoding\s*=\s*(?!["']utf-8["'])/i.test(text);

const isStillDrawing = (bytes: Buffer): boolean => {
	const text = bytes.toString("utf8");
	return PROLOGUE.test(text) && !ALIVE.test(text) && !isOtherwise(text);
};

/** What the bytes are, and a name of them that no other picture has. @throws Fault `invalid_request` at `file`. */
export const checkPicture = (bytes: Buffer): Picture & { readonly digest: string } => {
	if (bytes.length >= LIMIT) throw fieldFault("invalid_request", "file", "The logo must be smaller than 1 MB.");
	const mediaType = mediaTypeOf(bytes);
	if (mediaType === undefined)
		throw fieldFault("invalid_request", "file", "The logo must be a PNG, JPG or GIF picture, or an SVG drawing without scripts.");
	return { mediaType, bytes, digest: createHash("sha256").update(bytes).digest("base64url").slice(0, 22) };
};

/** Lets forms with files through to the routes whose address ends with `/logo`. Everywhere else they stay refused. */
export const acceptPictures = (app: FastifyInstance): void => {
	app.addContentTypeParser("multipart/form-data", { parseAs: "buffer" }, (request, body, done) =>
		request.routeOptions.url?.endsWith("/logo") ? done(null, body) : done(new Fault("unsupported_media_type")),
	);
};

/** The bytes of the part `file` of a form (RFC 7578). @throws Fault `unsupported_media_type`; `invalid_request` at `file`. */
export const fileIn = async (body: unknown, contentType: string | undefined): Promise<Buffer> => {
	if (!Buffer.isBuffer(body) || contentType === undefined) throw new Fault("unsupported_media_type");
	const parts = await new Response(new Uint8Array(body), { headers: { "Content-Type": contentType } })
		.formData()
		.catch((cause) => {
			throw new Fault("invalid_request", { cause, fields: [{ field: "file", message: "The form could not be read." }] });
		});
	const file = parts.get("file");
	if (!(file instanceof File)) throw fieldFault("invalid_request", "file", "Send one part named file with the picture.");
	return Buffer.from(await file.arrayBuffer());
};

/** A drawing has styles of its own, and opened by itself it is a document. */
const DRAWING = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

/** Sends a picture from an address that no other picture will ever have. */
export const sendPicture = (reply: FastifyReply, { mediaType, bytes }: Picture): FastifyReply =>
	reply
		.type(mediaType)
		.header("Content-Security-Policy", mediaType === SVG ? DRAWING : "default-src 'none'; sandbox")
		.header("X-Content-Type-Options", "nosniff")
		.header("Cache-Control", "public, max-age=31536000, immutable")
		.send(bytes);
