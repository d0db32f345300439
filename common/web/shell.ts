import type { IncomingMessage } from "node:http";
import cookie from "@fastify/cookie";
import formbody from "@fastify/formbody";
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from "fastify";
import { databaseAway } from "../db/violations.ts";
import type { FaultCode } from "../faults/catalogue.ts";
import { asFault, Fault, type FieldFault } from "../faults/fault.ts";
import { toOAuth, toOkta, toProblem, type WrittenFault } from "../faults/writers.ts";
import { newName } from "../seal/ids.ts";
import { watchAnswers } from "../watch/answers.ts";
import { countFault } from "../watch/requests.ts";
import { placeOf } from "../watch/traceparent.ts";
import { isTracing } from "../watch/traces.ts";
import { finishWhatIsUnderWay } from "./closing.ts";
import { setSecurityHeaders } from "./headers.ts";
import { stateOf } from "./state.ts";
import { checkText } from "./text.ts";
import { lazyValidators } from "./validators.ts";

/** Which family of answers a route belongs to; decides what its faults look like. */
export type Family = "page" | "okta" | "problem" | "oauth";

export interface ShellSettings {
	/** Public address without a trailing slash. */
	readonly url: string;
	readonly logLevel: string;
	/** Proxies whose `X-Forwarded-For` is believed: a list, or whoever the function says at the moment. */
	readonly trustProxy: readonly string[] | ((address: string) => boolean);
	/** The family of an address that no route answers, and of what fails before a route is found. */
	familyOf(path: string): Family;
	/** What an address below a route that ends with `*` is called, of a few that are told apart. */
	nameBelow?(rest: string): string | undefined;
	/** A fault as a page for people. */
	renderFault(fault: Fault, requestId: string, request: FastifyRequest): string;
}

const BODY_LIMIT = 1_048_576;
/** Forms are small, and mostly anyone may send them. */
const FORM_LIMIT = 65_536;

const AJV = {
	customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: true, allErrors: true, verbose: true },
} as const;

/**
 * The web server of one half: request ids, security headers, cookies, body limits, and one place where faults become answers.
 * Features are mounted on it with `route`.
 */
export const createShell = async (settings: ShellSettings): Promise<FastifyInstance> => {
	const https = settings.url.startsWith("https:");
	const routeOf = routesOf(settings);
	const app = Fastify({
		logger: {
			level: settings.logLevel,
			redact: ["req.headers.cookie", "req.headers.authorization"],
			serializers: { req: ({ method }: FastifyRequest) => ({ method }) },
		},
		logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "id" }),
		childLoggerFactory: (logger, bindings, options, raw) => {
			const trace = placeOf(raw as IncomingMessage, isTracing())?.traceId;
			return logger.child(trace === undefined ? bindings : { ...bindings, trace }, options);
		},
		bodyLimit: BODY_LIMIT,
		routerOptions: { maxParamLength: 200 },
		trustProxy: trustOf(settings),
		genReqId: () => `req${newName()}`,
		requestTimeout: 30_000,
		// While it closes: what still comes on a connection that is open is answered like everything else.
		return503OnClosing: false,
		rewriteUrl: ({ url = "/" }) => pathOf(url),
		// An address that cannot be decoded reaches no hook and no error handler.
		frameworkErrors: (thrown, request, reply) => {
			setSecurityHeaders(reply.raw, https);
			reply.raw.setHeader("X-Request-Id", request.id);
			sendFault(settings, request, reply, faultFrom(thrown));
		},
	});
	app.setValidatorCompiler(lazyValidators(AJV));
	finishWhatIsUnderWay(app);
	watchAnswers(app, routeOf);
	await app.register(cookie);
	await app.register(formbody, { bodyLimit: FORM_LIMIT });
	acceptEmptyJson(app);
	app.addHook("onRequest", (request, reply, done) => {
		setSecurityHeaders(reply.raw, https);
		reply.raw.setHeader("X-Request-Id", request.id);
		// Answers hold names, secrets and one-time links: no cache keeps what does not say that it may be kept.
		reply.raw.setHeader("Cache-Control", "no-store");
		done();
	});
	app.addHook("preValidation", (request, _reply, done) => {
		try {
			checkText(request.params, "path");
			checkText(request.query, "query");
			checkText(request.body);
		} catch (thrown) {
			return done(thrown as Error);
		}
		done();
	});
	app.addHook("onResponse", (request, reply, done) => {
		logAnswer(request, reply, routeOf(request));
		done();
	});
	app.setNotFoundHandler((request, reply) => sendFault(settings, request, reply, new Fault("no_such_path")));
	app.setErrorHandler((thrown: FastifyError, request, reply) => {
		const fault = faultFrom(thrown);
		const log = { code: fault.code, detail: fault.detail, err: fault.cause };
		if (fault.statusCode >= 500) request.log.error(log, fault.description);
		else request.log.debug(log, fault.description);
		return sendFault(settings, request, reply, fault);
	});
	return app;
};

/** RFC 9112 section 3.2.2: a request may name a whole address. Nobody goes by its host: what asks for the path sees a path. */
const pathOf = (target: string): string => (target.startsWith("/") ? target : target.replace(/^https?:\/\/[^/?#]*\/?/i, "/"));

const trustOf = ({ trustProxy }: ShellSettings): string[] | ((address: string) => boolean) | false => {
	if (typeof trustProxy === "function") return trustProxy;
	return trustProxy.length > 0 ? [...trustProxy] : false;
};

/** A body-less POST with a JSON content type is no fault: the Okta-shaped API has many. */
const acceptEmptyJson = (app: FastifyInstance): void => {
	const parse = app.getDefaultJsonParser("error", "error");
	app.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
		if (body.length === 0) done(null, undefined);
		else parse(request, body as string, done);
	});
};

/** Answers with `fault` in the request's family. */
const sendFault = (settings: ShellSettings, request: FastifyRequest, reply: FastifyReply, fault: Fault): FastifyReply => {
	const state = stateOf(request);
	const family = state.family ?? settings.familyOf(request.url);
	state.fault = fault.code;
	countFault(fault.code);
	if (fault.retryAfter !== undefined) reply.header("Retry-After", String(fault.retryAfter));
	if (fault.challenge !== undefined) reply.header("WWW-Authenticate", fault.challenge);
	reply.header("Cache-Control", "no-store");
	if (family === "page") {
		return reply
			.code(fault.statusCode)
			.type("text/html; charset=utf-8")
			.send(settings.renderFault(fault, request.id, request));
	}
	const written = WRITERS[family](fault, request.id);
	// Okta's codes are fewer than ours.
	reply.header("Signet-Fault", fault.code);
	return reply.code(written.status).type(written.contentType).send(JSON.stringify(written.body));
};

const WRITERS: Record<Exclude<Family, "page">, (fault: Fault, requestId: string) => WrittenFault> = {
	okta: toOkta,
	problem: toProblem,
	oauth: toOAuth,
};

/** What the web framework refuses by itself, in the catalogue's words. */
const FRAMEWORK_FAULTS: Readonly<Record<string, FaultCode>> = {
	FST_ERR_CTP_INVALID_JSON_BODY: "body_not_json",
	FST_ERR_CTP_EMPTY_JSON_BODY: "body_not_json",
	FST_ERR_CTP_BODY_TOO_LARGE: "body_too_large",
	FST_REQ_FILE_TOO_LARGE: "body_too_large",
	FST_ERR_CTP_INVALID_MEDIA_TYPE: "unsupported_media_type",
	FST_ERR_CTP_INVALID_CONTENT_LENGTH: "invalid_request",
	FST_INVALID_MULTIPART_CONTENT_TYPE: "unsupported_media_type",
	FST_ERR_BAD_URL: "invalid_request",
	FST_ERR_MAX_PARAM_LENGTH: "invalid_request",
};

/** A body may hold many thousand unknown fields, with names of any length: an answer names the first ones. */
const MOST_FIELDS = 20;
const LONGEST_FIELD = 200;

const faultFrom = (thrown: FastifyError): Fault => {
	if (thrown.validation) {
		const where =
			thrown.validationContext === "params" || thrown.validationContext === "headers" ? `${thrown.validationContext}.` : "";
		// That a condition was not met says nothing beside what was not met.
		const faults = thrown.validation.filter(({ keyword }) => keyword !== "if").slice(0, MOST_FIELDS);
		const fields = faults.map(({ instancePath, message, keyword, params, ...more }): FieldFault => {
			const named = params["missingProperty"] ?? params["additionalProperty"];
			const path = [...instancePath.split("/").slice(1), ...(named === undefined ? [] : [String(named)])].join(".");
			const { description } = (more as { parentSchema?: { description?: string } }).parentSchema ?? {};
			const words = keyword === "pattern" ? (description ?? message) : message;
			const text = keyword === "additionalProperties" ? "is not known here" : (words ?? "is not valid");
			return {
				field: `${where}${path}`.slice(0, LONGEST_FIELD) || "body",
				message: keyword === "required" ? "is required" : text,
			};
		});
		return new Fault("invalid_request", { fields });
	}
	const code =
		FRAMEWORK_FAULTS[thrown.code] ?? (thrown instanceof SyntaxError && thrown.statusCode === 400 ? "body_not_json" : undefined);
	// Not its message: that quotes the body or the address, which may hold a password or a one-time link.
	return code === undefined ? (databaseAway(thrown) ?? asFault(thrown)) : new Fault(code, { detail: thrown.code ?? thrown.name });
};

const NOWHERE = "none";

/** The route's pattern: the path itself may hold a one-time link, and there is no end of paths. */
const routesOf =
	({ nameBelow }: ShellSettings) =>
	(request: FastifyRequest): string => {
		const route = request.routeOptions?.url ?? NOWHERE;
		if (nameBelow === undefined || !route.endsWith("*")) return route;
		const name = nameBelow((request.params as Readonly<Record<string, string>>)["*"] ?? "");
		return name === undefined ? route : route.slice(0, -1) + name;
	};

/** What anybody can cause as often as they like. */
const TOO_MANY = 429;

/**
 * One line for each answer. A refusal is shown with its request's id, under which it shall be found at the level that most run with; all
 * other answers, floods, and what goes nowhere are for those who look closer.
 */
const logAnswer = (request: FastifyRequest, reply: FastifyReply, route: string): void => {
	const status = reply.raw.statusCode;
	const level = status >= 400 && status !== TOO_MANY && route !== NOWHERE ? "info" : "debug";
	const { method, ip } = request;
	const { fault: code } = stateOf(request);
	request.log[level]({ method, route, status, ms: Math.round(reply.elapsedTime), ip, code }, "answered");
};
