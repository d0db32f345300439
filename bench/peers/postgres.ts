import { spawnSync } from "node:child_process";
import { cores } from "./starting.ts";

/** Moves a running PostgreSQL, and with it what it starts from now on, off the server's core. */
export const pinPostgres = (pid: number): void => {
	// Where there is no taskset it stays where the system puts it.
	spawnSync("taskset", ["-a", "-p", "-c", String(cores.database), String(pid)], { stdio: "ignore" });
};
