import type { ComponentPropsWithRef } from "react";

import { Field, type FieldProps } from "./field.tsx";
import { Input } from "./input.tsx";

type TextFieldProps = Omit<FieldProps, "id" | "children"> &
  Omit<ComponentPropsWithRef<"input">, "children" | "id" | "name"> & {
    name: string;
    id?: string;
  };

/** A Field with a one-line Input in it: what most forms are made of. */
export function TextField({
  label,
  hint,
  error,
  optional,
  className,
  name,
  id = name,
  ...input
}: TextFieldProps) {
  return (
    <Field {...{ id, label, hint, error, optional, className }}>
      {(control) => <Input {...input} {...control} name={name} />}
    </Field>
  );
}
