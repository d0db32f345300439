import { faultEntry } from "./catalogue.ts";
import type { Fault } from "./fault.ts";

/** What a fault looks like on the wire. */
export interface WrittenFault {
	readonly status: number;
	readonly contentType: string;
	readonly body: Record<string, unknown>;
}

/** RFC 6749 section 5.2. */
export const toOAuth = (fault: Fault): WrittenFault => ({
	status: fault.statusCode,
	contentType: "application/json; charset=utf-8",
	body: { error: fault.error, error_description: fault.description },
});

/** The Okta-shaped API's error; `errorId` is the request id, which the log carries too. */
export const toOkta = (fault: Fault, requestId: string): WrittenFault => {
	const { okta, oktaStatus, status } = faultEntry(fault.code);
	const causes = fault.fields.map(({ field, message }) => ({ errorSummary: `${field}: ${message}` }));
	const first = fault.fields[0];
	return {
		status: oktaStatus ?? status,
		contentType: "application/json; charset=utf-8",
		body: {
			errorCode: okta,
			errorSummary: okta === "E0000001" && first ? `Api validation failed: ${first.field}` : fault.description,
			errorLink: okta,
			errorId: requestId,
			errorCauses: causes,
		},
	};
};

/** RFC 9457, with our code, the request id and the fields as extension members. */
export const toProblem = (fault: Fault, requestId: string): WrittenFault => ({
	status: fault.statusCode,
	contentType: "application/problem+json; charset=utf-8",
	body: {
		type: `about:blank#${fault.code}`,
		title: faultEntry(fault.code).sentence,
		status: fault.statusCode,
		detail: fault.description,
		code: fault.code,
		requestId,
		...(fault.fields.length > 0 ? { fields: fault.fields } : {}),
	},
});
