"use client";

import { useDeferredValue, useState } from "react";

import { passwordRule } from "#lib/domain/account.ts";
import { cn } from "../ui/cn.ts";
import { Field } from "../ui/field.tsx";
import { PasswordInput } from "../ui/password-input.tsx";
import { largeControl } from "./name-field.tsx";
import { measurePassword } from "./password-strength.ts";

type NewPasswordFieldProps = { error: string | undefined };

/** A password to choose, with what it is worth in words. */
export function NewPasswordField({ error }: NewPasswordFieldProps) {
  const [password, setPassword] = useState("");
  const strength = useDeferredValue(measurePassword(password));

  return (
    <div className="grid gap-2">
      <Field id="password" label="Password" hint={passwordRule} error={password === "" ? error : undefined}>
        {(control) => (
          <PasswordInput
            {...control}
            name="password"
            autoComplete="new-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            className={largeControl}
          />
        )}
      </Field>
      {strength.words !== "" && (
        <div className="flex items-center gap-3">
          <svg viewBox="0 0 44 12" aria-hidden="true" className="h-3 w-11 shrink-0" fill="none">
            {[0, 1, 2].map((place) => (
              <circle
                key={place}
                cx={6 + place * 16}
                cy="6"
                r="4.5"
                strokeWidth="1.5"
                className={cn("stroke-edge", place < strength.level && "fill-action stroke-action")}
              />
            ))}
          </svg>
          <p role="status" className="text-soft text-sm">
            {strength.words}
          </p>
        </div>
      )}
    </div>
  );
}
