import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { Fault } from "#common/faults/fault.ts";
import { acceptPictures, fileIn, sendPicture, UPLOAD_LIMIT } from "#common/web/pictures.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { findLogo, removeLogo, setLogo } from "./logos.ts";
import { type ApplicationNeeds, aboutApplication, ById } from "./requests.ts";

const ByDigest = Type.Object({ id: Type.String({ maxLength: 100 }), digest: Type.String({ maxLength: 100 }) });

const UPLOAD = "/api/v1/apps/:id/logo";

/** Upload and removal, and the picture itself for anyone: sign-in pages show it before anybody has signed in. */
export const mountLogos = (routes: ProviderRoutes, app: FastifyInstance, { db, url }: ApplicationNeeds): void => {
	acceptPictures(app);

	routes({
		method: "POST",
		url: UPLOAD,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "application.lifecycle.update",
		params: ById,
		bodyLimit: UPLOAD_LIMIT,
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
			return sendPicture(reply, logo);
		},
	});
};
