import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useWords } from "../words/useWords.tsx";
import { isSignedOut } from "./call.ts";

export interface Action<Input> {
	/** Nothing happens while the former run is under way, so that a double click is one request. */
	run(input: Input): void;
	readonly running: boolean;
	/** Why the last run was refused; `null` again as soon as the next begins. */
	readonly error: Error | null;
	reset(): void;
}

export interface ActionOptions<Input, Output> {
	/** Does it. What it throws becomes `error`. */
	readonly act: (input: Input) => Promise<Output>;
	/** The sentence of the success notification; none where the page itself shows the result. */
	readonly done?: string | ((output: Output, input: Input) => string);
	/** Runs before anything is read again, so that it can leave a page whose thing is gone. */
	readonly onDone?: (output: Output, input: Input) => void | Promise<void>;
	/** `notify` where no form is on screen in which the refusal could stand. */
	readonly errors?: "inline" | "notify";
	/** Shows a refusal where the page has a better place for it; true where it did. */
	readonly onRefused?: (error: Error) => boolean;
}

/** Something that changes the server: shows progress, says that it is done, and has every list and page read again. */
export const useAction = <Input = void, Output = unknown>({
	act,
	done,
	onDone,
	errors = "inline",
	onRefused,
}: ActionOptions<Input, Output>): Action<Input> => {
	const queries = useQueryClient();
	const { say, translate } = useWords();
	const closeButtonProps = { "aria-label": say("Dismiss") };
	const underWay = useRef(false);
	const mutation = useMutation({
		mutationFn: act,
		onSuccess: async (output, input) => {
			await onDone?.(output, input);
			if (done !== undefined) {
				const message = typeof done === "string" ? done : done(output, input);
				notifications.show({ color: "pine", message, closeButtonProps });
			}
			await queries.invalidateQueries();
		},
		onSettled: () => {
			underWay.current = false;
		},
		onError: (error) => {
			if (onRefused?.(error) || errors !== "notify") return;
			const reason = translate(error.message);
			const message = isSignedOut(error) ? say("{reason} Reload the page to sign in again.", { reason }) : reason;
			notifications.show({ color: "red", title: say("That did not work"), message, closeButtonProps });
		},
	});
	return {
		run: (input) => {
			if (underWay.current) return;
			underWay.current = true;
			mutation.mutate(input);
		},
		running: mutation.isPending,
		error: mutation.error,
		reset: mutation.reset,
	};
};
