import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { findLogo, removeLogo, SVG, setLogo } from "./logos.ts";
import { type ApplicationNeeds, aboutApplication, ById } from "./requests.ts";

const ByDigest = Type.Object({ id: Type.String({ maxLength: 100 }), digest: Type.String({ maxLength: 100 }) });

const UPLOAD = "/api/v1/apps/:id/logo";

/** A drawing has styles of its own, and opened by itself it is a document. */
const DRAWING = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

/** A logo may have 1 MiB, and its envelope some more. */
const BODY_LIMIT = 1_048_576 + 65_536;

/** Upload and removal, and the picture itself for anyone: sign-in pages show it before anybody has signed in. */
export const mountLogos = (routes: ProviderRoutes, app: FastifyInstance, { db, url }: ApplicationNeeds): void => {
	// Everywhere else a form with files stays refused.
	app.addContentTypeParser("multipart/form-data", { parseAs: "buffer" }, (request, body, done) =>
		request.routeOptions.url === UPLOAD ? done(null, body) : done(new Fault("unsupported_media_type")),
	);

	routes({
		method: "POST",
		url: UPLOAD,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "application.lifecycle.update",
		params: ById,
		bodyLimit: BODY_LIMIT,
		handler: async ({ params: { id }, request, event, reply }) => {
			await aboutApplication(db, event, id);

			const address = await setLogo(db, id, await fileIn(request.body, request.headers["content-type"]));
			return reply.code(201).header("Location", `${url}${address}`).send();
		},
	});

	routes({
		method: "DELETE",
		url: UPLOAD,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "application.lifecycle.update",
		params: ById,
		handler: async ({ params: { id }, event, reply }) => {
			await aboutApplication(db, event, id);
			await removeLogo(db, id);
			return reply.code(204).send();
		},
	});

	routes({
		method: "GET",
		url: "/logos/:id/:digest",
		family: "page",
		access: "anyone",
		limit: "unlimited",
		audit: "none",
		params: ByDigest,
		handler: async ({ params: { id, digest }, reply }) => {
			const logo = await findLogo(db, id, digest);
			if (!logo) throw new Fault("not_found");
			return reply
				.type(logo.mediaType)
				.header("Content-Security-Policy", logo.mediaType === SVG ? DRAWING : "default-src 'none'; sandbox")
				.header("X-Content-Type-Options", "nosniff")
				.header("Cache-Control", "public, max-age=31536000, immutable")
				.send(logo.bytes);
		},
	});
};

/** The bytes of the part `file` of a form (RFC 7578). @throws Fault `unsupported_media_type`; `invalid_request` at `file`. */
const fileIn = async (body: unknown, contentType: string | undefined): Promise<Buffer> => {
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
