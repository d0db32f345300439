import { Registry } from "prom-client";

/**
 * What this process counts. Names end with their unit; no label holds a person, an application, an address, or anything else that a caller
 * can make up.
 */
export const registry = new Registry();
