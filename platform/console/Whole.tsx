import "./whole.css";
import type { ReactNode } from "react";

/** Keeps what belongs together on one line where there is room. */
export const Whole = ({ children }: { children: ReactNode }) => <div className="whole">{children}</div>;
