import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";

export type TypedControl = { value: string; onValue: (value: string) => void; error: string | undefined };

export const largeControl = "min-h-14 text-lg";

export function NameField({
  value,
  onValue,
  error,
  autoFocus = false,
}: TypedControl & { autoFocus?: boolean }) {
  return (
    <Field
      id="displayName"
      label="Your name"
      hint="As your friends know it. You can change it any time."
      error={error}
    >
      {(control) => (
        <Input
          {...control}
          name="displayName"
          value={value}
          onChange={(event) => onValue(event.target.value)}
          autoComplete="name"
          maxLength={1000}
          autoFocus={autoFocus}
          className={largeControl}
        />
      )}
    </Field>
  );
}
