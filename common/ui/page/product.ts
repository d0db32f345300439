import { createContext } from "react";

/** What the pages belong to: it ends every window's title. */
export const Product = createContext("Signet");
