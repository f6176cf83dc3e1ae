"use client";

import { Check, X } from "lucide-react";

import { usernameRule } from "#lib/domain/profile.ts";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { largeControl, type TypedControl } from "./name-field.tsx";
import { useUsernameAnswer } from "./use-username-answer.ts";

type UsernameFieldProps = TypedControl & {
  displayName: string;
  /** The name one has already: there is nothing to say about it. */
  own?: string;
};

/** The name in one's address. Says while one types whether it can be had, and offers some that can. */
export function UsernameField({ value, onValue, error, displayName, own }: UsernameFieldProps) {
  const { answer, isAsking } = useUsernameAnswer(value, displayName, own);
  const shown = value.trim().toLowerCase();

  return (
    <div className="grid gap-3">
      <Field
        id="username"
        label="Username"
        hint={`Your own address here, and how friends find you. ${usernameRule}`}
        error={error}
      >
        {(control) => (
          <div className="relative">
            <span
              aria-hidden="true"
              className="text-soft pointer-events-none absolute inset-y-0 left-3 grid place-items-center text-lg"
            >
              @
            </span>
            <Input
              {...control}
              name="username"
              value={value}
              onChange={(event) => onValue(event.target.value)}
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={1000}
              className={cn(largeControl, "pr-12 pl-9")}
            />
            <span className="pointer-events-none absolute inset-y-0 right-3 grid place-items-center">
              {isAsking && <Spinner label="" className="text-soft" />}
              {!isAsking && answer?.status === "free" && (
                <Check aria-hidden="true" className="text-action size-5" />
              )}
              {!isAsking && answer?.status === "taken" && (
                <X aria-hidden="true" className="text-danger size-5" />
              )}
            </span>
          </div>
        )}
      </Field>
      <p role="status" className="text-sm empty:hidden">
        {!error && answer && shown !== "" && words(shown, answer.status, answer.problem)}
      </p>
      {answer && answer.suggestions.length > 0 && (
        <div className="flex flex-wrap items-center gap-2">
          <span className="text-soft text-sm">Free right now:</span>
          {answer.suggestions.map((name) => (
            <Button key={name} size="sm" variant="outline" onClick={() => onValue(name)}>
              {name}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}

function words(name: string, status: "free" | "taken" | "refused", problem: string | null): string {
  if (status === "free") return `${name} is free.`;
  if (status === "taken") return `${name} is taken.`;
  return problem ?? "";
}
