/** A refused request, whichever of the two shapes of error body it came in (Okta's, or RFC 9457 with our members). */
export class ApiError extends Error {
	override readonly name = "ApiError";
	/** HTTP status; 0 where no answer came. */
	readonly status: number;
	/** The catalogue's code (`not_found`), Okta's (`E0000007`), or `unreachable`. */
	readonly code: string;
	/** The catalogue's code, whichever the shape of the body; undefined where a server between us answered. */
	readonly fault: string | undefined;
	/** What is wrong with which field; names are paths with dots (`profile.email`, `redirect_uris.0`). */
	readonly fields: readonly FieldProblem[];
	/** Finds this refusal in the server's log and in the system log. */
	readonly requestId: string | undefined;
	/** The whole answer, for what only one endpoint says. */
	readonly body: unknown;

	constructor(facts: ApiErrorFacts) {
		super(facts.message);
		this.status = facts.status;
		this.code = facts.code;
		this.fault = facts.fault;
		this.fields = facts.fields;
		this.requestId = facts.requestId;
		this.body = facts.body;
	}
}

export interface FieldProblem {
	readonly field: string;
	readonly message: string;
}

export interface ApiErrorFacts {
	readonly status: number;
	readonly code: string;
	readonly fault?: string | undefined;
	readonly message: string;
	readonly fields: readonly FieldProblem[];
	readonly requestId: string | undefined;
	readonly body: unknown;
}

/** What an answer that is not 2xx means. A body of neither shape (a proxy's page) gets a sentence of its own. */
export const apiErrorFrom = (status: number, body: unknown, headers: Headers): ApiError => {
	const requestId = headers.get("X-Request-Id") ?? undefined;
	const fault = headers.get("Signet-Fault") ?? undefined;
	const said = isRecord(body) ? body : {};
	const facts = typeof said["errorCode"] === "string" ? oktaFacts(said) : problemFacts(said, status);
	return new ApiError({ status, body, fault, ...facts, requestId: facts.requestId ?? requestId });
};

type Facts = Pick<ApiErrorFacts, "code" | "message" | "fields" | "requestId">;

const oktaFacts = (body: Record<string, unknown>): Facts => {
	const causes = listOf(body["errorCauses"]).map((cause) => textOf(cause["errorSummary"]));
	const fields = causes.map(fieldProblemFrom).filter((field) => field !== undefined);
	return {
		code: textOf(body["errorCode"]),
		message: causes.length > 0 ? causes.map(withoutField).join(" ") : textOf(body["errorSummary"]),
		fields,
		requestId: textOf(body["errorId"]) || undefined,
	};
};

const problemFacts = (body: Record<string, unknown>, status: number): Facts => ({
	code: textOf(body["code"]) || `http_${status}`,
	message: textOf(body["detail"]) || textOf(body["title"]) || `The server answered with status ${status}.`,
	fields: listOf(body["fields"]).map(({ field, message }) => ({ field: textOf(field), message: textOf(message) })),
	requestId: textOf(body["requestId"]) || undefined,
});

/** Okta writes a field's problem as `<field>: <text>`; a sentence with a colon in it names no field. */
const FIELD_CAUSE = /^([A-Za-z0-9_.[\]]+): (.+)$/s;

const fieldProblemFrom = (cause: string): FieldProblem | undefined => {
	const [, field, message] = FIELD_CAUSE.exec(cause) ?? [];
	return field === undefined || message === undefined ? undefined : { field, message };
};

const withoutField = (cause: string): string => fieldProblemFrom(cause)?.message ?? cause;
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const listOf = (value: unknown) => (Array.isArray(value) ? value.filter(isRecord) : []);
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
