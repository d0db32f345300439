import { Anchor, type AnchorProps, Button, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, Ref } from "react";

type Native = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "style"> & { readonly ref?: Ref<HTMLAnchorElement> };

/** A link within the console, as text. */
export const TextLink = createLink((props: AnchorProps & Native) => <Anchor {...props} />);

/** A link within the console that looks like a button. */
export const ButtonLink = createLink((props: ButtonProps & Native) => <Button component="a" {...props} />);
