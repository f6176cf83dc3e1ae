"use client";

import { Eye, EyeOff } from "lucide-react";
import { useState, type ComponentPropsWithRef } from "react";

import { cn } from "./cn.ts";

/** A password that can be looked at. Before JavaScript has loaded it is a plain password field. */
export function PasswordInput({ className, ...rest }: Omit<ComponentPropsWithRef<"input">, "type">) {
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;

  return (
    <span className="relative block">
      <input
        spellCheck={false}
        autoCapitalize="none"
        autoCorrect="off"
        {...rest}
        type={shown ? "text" : "password"}
        className={cn("control pr-12", className)}
      />
      <button
        type="button"
        className="text-soft hover:text-ink absolute inset-y-0 right-0 grid w-11 place-items-center rounded-md"
        aria-pressed={shown}
        aria-label="Show password"
        onClick={() => setShown(!shown)}
      >
        <Icon aria-hidden="true" className="size-5" />
      </button>
    </span>
  );
}
