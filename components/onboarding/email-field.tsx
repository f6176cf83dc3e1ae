import Link from "next/link";

import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { largeControl, type TypedControl } from "./name-field.tsx";

export function EmailField({ value, onValue, error }: TypedControl) {
  return (
    <div className="grid gap-3">
      <Field
        id="email"
        label="E-mail address"
        hint="You sign in with it. Nobody else sees it, not even your friends."
        error={error}
      >
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            value={value}
            onChange={(event) => onValue(event.target.value)}
            autoComplete="email"
            inputMode="email"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={1000}
            autoFocus
            className={largeControl}
          />
        )}
      </Field>
      {error?.includes("Sign in") && (
        <p className="text-sm">
          <Link href="/sign-in" className="link">
            Sign in with this address
          </Link>
        </p>
      )}
    </div>
  );
}
