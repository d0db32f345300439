import type { Kind, World } from "../kind.ts";
import { applications } from "./applications.ts";
import { groups } from "./groups.ts";
import { origins } from "./origins.ts";
import { policies } from "./policies.ts";
import { rules } from "./rules.ts";
import { servers } from "./servers.ts";
import { zones } from "./zones.ts";

/** Every kind there is, in the order in which they lean on each other. */
export const kindsOf = (world: World): readonly Kind[] => [
	groups(world),
	applications(world),
	rules(world),
	zones(world),
	...policies(world),
	servers(world),
	origins(world),
];
