"use client";

import { useId, useState } from "react";
import Cropper, { type Area } from "react-easy-crop";
import "react-easy-crop/react-easy-crop.css";

import type { PictureCrop } from "#lib/domain/picture.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";

type CropDialogProps = {
  /** An object URL of the chosen file. */
  url: string;
  sending: boolean;
  onCancel: () => void;
  /** Null: the middle of the picture, for files this browser cannot show. */
  onDone: (crop: PictureCrop | null) => void;
};

const zoomStep = 0.1;
const farthest = 4;

/** Which part of the picture is kept: drag, pinch, or arrow keys and a slider. */
export function CropDialog({ url, sending, onCancel, onDone }: CropDialogProps) {
  const [position, setPosition] = useState({ x: 0, y: 0 });
  const [zoom, setZoom] = useState(1);
  const [area, setArea] = useState<Area | null>(null);
  const [cannotShow, setCannotShow] = useState(false);
  const zoomId = useId();

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !sending && onCancel()}
      title="Choose the part to keep"
      description={
        cannotShow
          ? "This browser cannot show this kind of picture. The middle of it is kept."
          : "Drag the picture, or use the arrow keys when the circle is selected."
      }
      footer={
        <>
          <Button variant="outline" onClick={onCancel}>
            Cancel
          </Button>
          <Button pending={sending} onClick={() => onDone(cannotShow || !area ? null : toFractions(area))}>
            Use this picture
          </Button>
        </>
      }
    >
      {!cannotShow && (
        <div className="grid gap-5">
          <div className="bg-sunk relative aspect-square max-h-[50dvh] w-full overflow-hidden rounded-md">
            <Cropper
              image={url}
              crop={position}
              zoom={zoom}
              maxZoom={farthest}
              aspect={1}
              cropShape="round"
              showGrid={false}
              keyboardStep={8}
              disableAutomaticStylesInjection
              onCropChange={setPosition}
              onZoomChange={setZoom}
              onCropAreaChange={setArea}
              mediaProps={{ alt: "", onError: () => setCannotShow(true) }}
              cropperProps={{ "aria-label": "Part to keep. Arrow keys move the picture.", role: "group" }}
            />
          </div>
          <div className="flex items-center gap-4">
            <label htmlFor={zoomId} className="font-[600]">
              Zoom
            </label>
            <input
              id={zoomId}
              type="range"
              min={1}
              max={farthest}
              step={zoomStep}
              value={zoom}
              onChange={(event) => setZoom(Number(event.target.value))}
              className="accent-action h-11 grow"
            />
          </div>
        </div>
      )}
    </Dialog>
  );
}

function toFractions({ x, y, width, height }: Area): PictureCrop {
  const part = (percent: number) => Math.min(1, Math.max(0, percent / 100));
  return { x: part(x), y: part(y), width: part(width), height: part(height) };
}
