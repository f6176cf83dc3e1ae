import { Button } from "../ui/button.tsx";

type BothVersionsProps = {
  /** The field's name; the button without JavaScript posts it as `take`. */
  field: string;
  label: string;
  mine: string;
  theirs: string;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
};

/** A field that was changed in two places: both versions, side by side, and the choice. */
export function BothVersions({ field, label, mine, theirs, onKeepMine, onTakeTheirs }: BothVersionsProps) {
  return (
    <section
      aria-labelledby={`${field}-both`}
      className="border-waiting bg-waiting-soft animate-rise grid gap-4 rounded-md border-l-4 p-4"
    >
      <p id={`${field}-both`} role="alert" className="font-[650]">
        {label} was changed in two places. Which one stays?
      </p>
      <div className="grid gap-4 sm:grid-cols-2">
        <Version title="Here, just now" text={mine}>
          <Button type="submit" name="keep" value={field} variant="outline" onClick={choose(onKeepMine)}>
            Keep mine
          </Button>
        </Version>
        <Version title="Saved from the other place" text={theirs}>
          <Button type="submit" name="take" value={field} variant="outline" onClick={choose(onTakeTheirs)}>
            Take theirs
          </Button>
        </Version>
      </div>
    </section>
  );
}

/** With JavaScript the choice is made here; without, the button sends the form. */
const choose = (decide: () => void) => (event: { preventDefault: () => void }) => {
  event.preventDefault();
  decide();
};

function Version({ title, text, children }: { title: string; text: string; children: React.ReactNode }) {
  return (
    <div className="grid content-between gap-3">
      <div>
        <p className="text-waiting-ink text-sm font-[600]">{title}</p>
        <p className="mt-1 font-serif whitespace-pre-wrap">{text === "" ? <em>Nothing</em> : text}</p>
      </div>
      <div>{children}</div>
    </div>
  );
}
