import { Fault } from "../faults/fault.ts";
import { SettingsError } from "../settings/settings.ts";
import type { Listen } from "../settings/table.ts";

/** Says on standard error why the half `name` did not start: a sentence a line. `listen` where it was about to listen. */
export const complain = (name: string, thrown: unknown, listen?: Listen): void => {
	for (const sentence of sentences(name, thrown, listen)) process.stderr.write(`signet: ${sentence}\n`);
};

const sentences = (name: string, thrown: unknown, listen: Listen | undefined): readonly string[] => {
	if (thrown instanceof SettingsError) return thrown.faults;
	if (thrown instanceof Fault) {
		const fields = thrown.fields.map(({ field, message }) => `${field}: ${message}`);
		return [`${name} could not start: ${[thrown.description, ...fields].join(" ")}`];
	}
	const { code, message } = thrown as NodeJS.ErrnoException;
	const setting = `SIGNET_${name.toUpperCase()}_LISTEN`;
	const port = listen?.port;
	if (listen && code === "EADDRINUSE") return [`Port ${port} is taken. Stop what uses it, or choose another with ${setting}.`];
	if (listen && code === "EACCES") return [`Port ${port} may not be opened by this user. Choose another with ${setting}.`];
	return [`${name} could not start: ${message || code || "unknown error"}.`];
};
