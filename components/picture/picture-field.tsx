"use client";

import { ImagePlus, Trash2 } from "lucide-react";
import { lazy, Suspense, useRef, useState, type ChangeEvent } from "react";

import { maximumPictureBytes, pictureRule, pictureTypes, type PictureCrop } from "#lib/domain/picture.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { FieldError } from "../ui/field.tsx";
import { dropPicture, sendPicture } from "./picture-requests.ts";

/** Loaded when a picture was chosen: nobody else needs it. */
const CropDialog = lazy(() =>
  import("./crop-dialog.tsx").then(({ CropDialog }) => ({ default: CropDialog })),
);

type PictureFieldProps = {
  name: string;
  url: string | null;
  /** Where a plain form comes back to. */
  page: "onboarding" | "review" | "profile";
  /** What became of a picture that was sent without JavaScript. */
  problem?: string | null;
  onChange?: (url: string | null) => void;
};

type Chosen = { file: File; url: string };
type Busy = "sending" | "removing" | null;

/** A picture of oneself: choose, cut, send. Without JavaScript a plain form, and the middle of the picture is kept. */
export function PictureField({ name, url, page, problem: sentProblem = null, onChange }: PictureFieldProps) {
  const [shown, setShown] = useState(url);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [busy, setBusy] = useState<Busy>(null);
  const [problem, setProblem] = useState(sentProblem);
  const [news, setNews] = useState("");
  const input = useRef<HTMLInputElement>(null);

  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    event.target.value = "";
    if (!file) return;
    if (file.size > maximumPictureBytes)
      return setProblem("That picture is larger than 20 MB. Choose a smaller one.");
    setProblem(null);
    setChosen({ file, url: URL.createObjectURL(file) });
  };

  const close = () => {
    if (chosen) URL.revokeObjectURL(chosen.url);
    setChosen(null);
  };

  const settle = (outcome: Awaited<ReturnType<typeof sendPicture>>, words: string) => {
    setBusy(null);
    if (!outcome.ok) return setProblem(outcome.message);
    setProblem(null);
    setShown(outcome.value);
    setNews(words);
    onChange?.(outcome.value);
  };

  const send = async (crop: PictureCrop | null) => {
    if (!chosen) return;
    setBusy("sending");
    const outcome = await sendPicture(chosen.file, crop);
    close();
    settle(outcome, "Your picture is saved.");
  };

  const remove = async () => {
    setBusy("removing");
    settle(await dropPicture(), "Your picture was removed.");
    input.current?.focus();
  };

  return (
    <form
      action="/api/uploads/avatar"
      method="post"
      encType="multipart/form-data"
      className="flex flex-wrap items-center gap-x-6 gap-y-4"
    >
      <Avatar name={name.trim() || "You"} src={shown} size="lg" className="size-24" />
      <div className="grid min-w-0 grow basis-64 gap-2">
        <label htmlFor="picture" className="font-[600]">
          Your picture <span className="text-soft ml-1 text-sm font-normal">optional</span>
        </label>
        <p id="picture-hint" className="text-soft text-sm">
          {pictureRule}
        </p>
        <input type="hidden" name="page" value={page} />
        <div className="flex flex-wrap items-center gap-3">
          <input
            ref={input}
            id="picture"
            name="picture"
            type="file"
            accept={pictureTypes}
            onChange={choose}
            aria-describedby={problem ? "picture-problem picture-hint" : "picture-hint"}
            aria-invalid={problem ? true : undefined}
            className="file:border-edge file:bg-raised file:text-ink hover:file:border-action hover:file:bg-action-soft text-soft max-w-full text-sm file:mr-3 file:min-h-11 file:cursor-pointer file:rounded-md file:border file:border-solid file:px-4 file:text-base file:font-[550] [@media(scripting:enabled)]:w-40 [@media(scripting:enabled)]:text-transparent"
          />
          <noscript>
            <Button type="submit" variant="outline">
              <ImagePlus aria-hidden="true" />
              Use this picture
            </Button>
          </noscript>
          {shown && (
            <Button
              type="submit"
              name="remove"
              value="1"
              variant="quiet"
              pending={busy === "removing"}
              onClick={(event) => {
                event.preventDefault();
                void remove();
              }}
            >
              <Trash2 aria-hidden="true" />
              Remove
            </Button>
          )}
        </div>
        <p role="status" className="sr-only">
          {news}
        </p>
        {problem && (
          <div role="alert">
            <FieldError id="picture-problem">{problem}</FieldError>
          </div>
        )}
      </div>
      {chosen && (
        <Suspense>
          <CropDialog
            url={chosen.url}
            sending={busy === "sending"}
            onCancel={close}
            onDone={(crop) => void send(crop)}
          />
        </Suspense>
      )}
    </form>
  );
}
