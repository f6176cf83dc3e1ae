import { Field } from "../ui/field.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { TextCount } from "../ui/text-count.tsx";
import type { TypedControl } from "./name-field.tsx";

export const longestBio = 2000;

export function BioField({ value, onValue, error }: TypedControl) {
  return (
    <div className="grid gap-2">
      <Field
        id="bio"
        label="In your own words"
        optional
        hint="Where you are in life, what keeps you busy, what people may ask you about."
        error={error}
      >
        {(control) => (
          <Textarea
            {...control}
            name="bio"
            rows={6}
            value={value}
            onChange={(event) => onValue(event.target.value)}
            className="reading min-h-44 max-w-none"
          />
        )}
      </Field>
      <TextCount text={value} most={longestBio} />
    </div>
  );
}
