"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";

import { Button, type ButtonProps } from "./button.tsx";

type CopyButtonProps = Pick<ButtonProps, "variant" | "size" | "className"> & {
  /** What lands in the clipboard. */
  text: string;
  children?: ReactNode;
};

type State = "idle" | "copied" | "refused";

const words: Record<Exclude<State, "idle">, string> = {
  copied: "Copied",
  refused: "Your browser did not allow it. Select the text and copy it yourself.",
};

/** Copies, and says whether it worked. */
export function CopyButton({ text, children = "Copy", variant = "outline", ...rest }: CopyButtonProps) {
  const [state, setState] = useState<State>("idle");

  useEffect(() => {
    if (state !== "copied") return;
    const timer = setTimeout(() => setState("idle"), 2_500);
    return () => clearTimeout(timer);
  }, [state]);

  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setState("copied"),
      () => setState("refused"),
    );
  };

  const Icon = state === "copied" ? Check : Copy;
  return (
    <span className="inline-grid justify-items-start gap-1">
      <Button {...rest} variant={variant} onClick={copy}>
        <Icon aria-hidden="true" />
        {state === "copied" ? words.copied : children}
      </Button>
      <span role="status" className={state === "refused" ? "text-danger text-sm" : "sr-only"}>
        {state === "idle" ? "" : words[state]}
      </span>
    </span>
  );
}
