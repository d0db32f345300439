import { execFileSync } from "node:child_process";

/** The version of a package of Debian that is installed. */
export const debianVersion = (name: string): string =>
	/^Version: (.+)$/m.exec(execFileSync("dpkg-query", ["-s", name], { encoding: "utf8" }))?.[1] ?? "";
