"use client";

import { useEffect, useRef, useState } from "react";

/**
 * Takes files dropped or pasted anywhere on the page, so that nobody has to aim and a near miss does not make the browser
 * leave for the file. True while files are being dragged over it.
 */
export function useFileDrop(onFiles: (files: File[]) => void): boolean {
  const [isOver, setIsOver] = useState(false);
  const latest = useRef(onFiles);

  useEffect(() => {
    latest.current = onFiles;
  }, [onFiles]);

  useEffect(() => {
    // Entering a child leaves its parent: only the sum says whether the pointer is still here.
    let depth = 0;
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth += 1;
      setIsOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth -= 1;
      if (depth <= 0) setIsOver(false);
    };
    const over = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
    };
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setIsOver(false);
      give(event.dataTransfer?.files);
    };
    const paste = (event: ClipboardEvent) => give(event.clipboardData?.files);
    const give = (files: FileList | undefined) => {
      if (files && files.length > 0) latest.current([...files]);
    };

    const stop = new AbortController();
    const { signal } = stop;
    window.addEventListener("dragenter", enter, { signal });
    window.addEventListener("dragleave", leave, { signal });
    window.addEventListener("dragover", over, { signal });
    window.addEventListener("drop", drop, { signal });
    window.addEventListener("paste", paste, { signal });
    return () => stop.abort();
  }, []);

  return isOver;
}
