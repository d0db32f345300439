/**
 * The states that this release uses of Okta's. STAGED: made, not activated. PROVISIONED: waits for its activation link to be
 * used. DEPROVISIONED: deactivated.
 */
export const userStatuses = ["STAGED", "PROVISIONED", "ACTIVE", "DEPROVISIONED"] as const;
export type UserStatus = (typeof userStatuses)[number];

/** Those of people who are not deactivated. */
export const PRESENT: readonly UserStatus[] = userStatuses.filter((status) => status !== "DEPROVISIONED");
