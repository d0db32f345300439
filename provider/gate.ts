import type { Gate, Routes } from "#common/web/route.ts";
import type { Actor, Permission } from "./features/administrators/administrators.ts";
import type { EventType } from "./features/system-log/event-types.ts";

/** What every `X.routes.ts` of the provider mounts itself with. */
export type ProviderRoutes = Routes<Actor, Permission, EventType>;
export type ProviderGate = Gate<Actor, Permission, EventType>;
