import "@mantine/core/styles.layer.css";
import "@mantine/notifications/styles.layer.css";
import "./theme/theme.css";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiError } from "./api/ApiError.ts";
import { theme } from "./theme/theme.ts";
import { variables } from "./theme/variables.ts";

/** The style nonce of this answer; the server writes it into the page. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";

// The scroll lock of dialogs adds a style element of its own and reads the nonce under this name.
Object.assign(globalThis, { __webpack_nonce__: nonce });

/** Asks again only where that may help: not after a refusal, which would be the same. */
const queries = new QueryClient({
	defaultOptions: {
		// The server may be on this machine or this network, and answers although a browser believes itself offline.
		mutations: { networkMode: "always" },
		queries: {
			networkMode: "always",
			staleTime: 5_000,
			retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status < 500),
		},
	},
});

/** Starts a console in `#root`: theme, notifications, and one cache of what the server answered. */
export const mountConsole = (console: ReactNode): void => {
	const root = document.getElementById("root");
	if (root === null) throw new Error("the page has no #root");
	createRoot(root).render(
		<StrictMode>
			<MantineProvider
				theme={theme}
				cssVariablesResolver={variables}
				defaultColorScheme="auto"
				getStyleNonce={() => nonce}
				deduplicateInlineStyles
			>
				<QueryClientProvider client={queries}>
					<Notifications position="bottom-left" autoClose={4000} containerWidth={340} limit={3} />
					{console}
				</QueryClientProvider>
			</MantineProvider>
		</StrictMode>,
	);
};
