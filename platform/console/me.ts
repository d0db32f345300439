import { useSuspenseQuery } from "@tanstack/react-query";
import type { Me } from "./api.ts";
import { meQuery } from "./calls.ts";

/** Who is signed in. For pages: the frame around them shows none before this is known. */
export const useMe = (): Me => useSuspenseQuery(meQuery).data;
