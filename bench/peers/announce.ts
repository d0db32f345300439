/** How a server that the benchmark starts hears what it is to do, and says that it is ready. */
export const argumentsOf = <T>(): T => JSON.parse(process.argv[2] ?? "{}") as T;

export const announce = (what: unknown): void => {
	process.stdout.write(`${JSON.stringify(what)}\n`);
	process.on("SIGTERM", () => process.exit(0));
	// Ctrl-C reaches it from the terminal too; whoever started it ends it.
	process.on("SIGINT", () => {});
};
