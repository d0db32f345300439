import { RouterProvider } from "@tanstack/react-router";
import { mountConsole } from "#common/ui/mountConsole.tsx";
import { router } from "./router.ts";

mountConsole(<RouterProvider router={router} />);
