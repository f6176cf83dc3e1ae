"use client";

import { Camera, Plus } from "lucide-react";
import { useEffect, useId, useRef, type ChangeEvent, type ReactNode } from "react";

import { acceptAttribute } from "#lib/domain/document-kinds.ts";

import { buttonClass } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { AcceptedKinds } from "./accepted-kinds.tsx";
import { DropRings } from "./drop-rings.tsx";
import { PlainUploadForm } from "./plain-upload-form.tsx";
import { useFileDrop } from "./use-file-drop.ts";

type DropZoneProps = {
  onFiles: (files: File[]) => void;
  /** False until the page has come to life; files chosen before that are kept in the field. */
  isReady: boolean;
  page: "documents" | "onboarding";
  categoryId: string;
  /** What applies to everything that is added here. */
  children?: ReactNode;
};

/** Where files come in: by drop or paste anywhere, by the picker, by the phone's camera, or by a plain form. */
export function DropZone({ onFiles, isReady, page, categoryId, children }: DropZoneProps) {
  const kindsId = useId();
  const isOver = useFileDrop(onFiles);

  return (
    <section
      aria-label="Add documents"
      data-over={isOver || undefined}
      className="group bg-sunk border-line data-over:border-action data-over:bg-action-soft relative grid gap-x-8 gap-y-5 overflow-hidden rounded-md border p-5 transition-colors sm:grid-cols-[auto_minmax(0,1fr)] sm:p-7"
    >
      <DropRings className="hidden size-32 self-center sm:block" />
      <div className="grid min-w-0 gap-4">
        <div className="grid gap-1">
          <h2 className="text-lg">{isOver ? "Let go, and they are added" : "Add what you already have"}</h2>
          <p className="text-soft pointer-coarse:hidden noscript:hidden">
            Drop files anywhere on this page, paste them, or choose them.
          </p>
        </div>
        <div className="flex flex-wrap gap-3 noscript:hidden">
          <FilePicker onFiles={onFiles} isReady={isReady} describedBy={kindsId} className={buttonClass()}>
            <Plus aria-hidden="true" />
            Choose files
          </FilePicker>
          <FilePicker
            onFiles={onFiles}
            isReady={isReady}
            describedBy={kindsId}
            camera
            className={cn(buttonClass({ variant: "outline" }), "not-pointer-coarse:hidden")}
          >
            <Camera aria-hidden="true" />
            Take a photo
          </FilePicker>
        </div>
        <noscript>
          <PlainUploadForm page={page} categoryId={categoryId} describedBy={kindsId} />
        </noscript>
        <AcceptedKinds id={kindsId} />
        {children && <div className="border-line border-t pt-4 noscript:hidden">{children}</div>}
      </div>
    </section>
  );
}

type FilePickerProps = {
  onFiles: (files: File[]) => void;
  isReady: boolean;
  describedBy: string;
  /** Opens the phone's camera instead of its files. */
  camera?: boolean;
  className: string;
  children: ReactNode;
};

/** A file field dressed as a button; the field itself takes the focus and the keys. */
function FilePicker({ onFiles, isReady, describedBy, camera = false, className, children }: FilePickerProps) {
  const field = useRef<HTMLInputElement>(null);

  // What was chosen before the page came to life.
  useEffect(() => {
    if (isReady && field.current) take(field.current, onFiles);
  }, [isReady, onFiles]);

  return (
    <label
      className={cn(
        className,
        "has-focus-visible:outline-action relative cursor-pointer has-focus-visible:outline-2 has-focus-visible:outline-offset-2",
      )}
    >
      <input
        ref={field}
        type="file"
        multiple={!camera}
        accept={camera ? "image/*" : acceptAttribute}
        capture={camera ? "environment" : undefined}
        aria-describedby={describedBy}
        className="sr-only"
        onChange={(event: ChangeEvent<HTMLInputElement>) => isReady && take(event.currentTarget, onFiles)}
      />
      {children}
    </label>
  );
}

function take(input: HTMLInputElement, onFiles: (files: File[]) => void): void {
  const files = [...(input.files ?? [])];
  // Emptied, so that choosing the same file again is a change.
  input.value = "";
  if (files.length > 0) onFiles(files);
}
