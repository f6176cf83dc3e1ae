"use client";

import { useFormStatus } from "react-dom";

import { Button, type ButtonProps } from "./button.tsx";

/** The button that sends its form, and shows that it is being sent. Without JavaScript it is a plain submit button. */
export function SubmitButton({ pending = false, ...rest }: Omit<ButtonProps, "type" | "asChild">) {
  const status = useFormStatus();
  return <Button {...rest} type="submit" pending={pending || status.pending} />;
}
