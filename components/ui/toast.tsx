"use client";

import { X } from "lucide-react";
import { createContext, use, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from "react";

type Toast = {
  /** One short sentence: "3 documents deleted." */
  message: string;
  tone?: "plain" | "danger";
  /** A way back; the toast then stays longer. */
  undo?: { label?: string; onUndo: () => void };
  /** Called once when the toast goes away without undo: the moment to make a delete final. */
  onExpire?: () => void;
  /** Milliseconds on screen: 6,000, or 10,000 when it can be undone. */
  duration?: number;
};

type ToastApi = {
  /** Shows a toast and returns its id. */
  show: (toast: Toast) => number;
  /** Takes a toast away without calling onExpire. */
  dismiss: (id: number) => void;
};

type Shown = Toast & { id: number };

const ToastContext = createContext<ToastApi | null>(null);

export function useToast(): ToastApi {
  const api = use(ToastContext);
  if (!api) throw new Error("useToast needs the ToastProvider of the root layout.");
  return api;
}

let lastId = 0;

/** Holds the toasts of the page. They are announced politely and wait while pointed at, focused or out of sight. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Shown[]>([]);
  const [held, setHeld] = useState(false);

  const dismiss = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const show = useCallback((toast: Toast) => {
    const id = ++lastId;
    setToasts((all) => [...all, { ...toast, id }]);
    return id;
  }, []);
  const api = useMemo(() => ({ show, dismiss }), [show, dismiss]);

  return (
    <ToastContext value={api}>
      {children}
      <section
        aria-label="Notices"
        className="pointer-events-none fixed inset-x-0 bottom-0 z-50 p-4 pb-[max(1rem,env(safe-area-inset-bottom))]"
        onPointerEnter={() => setHeld(true)}
        onPointerLeave={() => setHeld(false)}
        onFocus={() => setHeld(true)}
        onBlur={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget)) setHeld(false);
        }}
      >
        <ol aria-live="polite" aria-relevant="additions" className="flex flex-col items-center gap-2">
          {toasts.map((toast) => (
            <ToastItem key={toast.id} toast={toast} held={held} onClose={dismiss} />
          ))}
        </ol>
      </section>
    </ToastContext>
  );
}

type ToastItemProps = { toast: Shown; held: boolean; onClose: (id: number) => void };

function ToastItem({ toast, held, onClose }: ToastItemProps) {
  const close = useCallback(() => {
    onClose(toast.id);
    toast.onExpire?.();
  }, [onClose, toast]);

  useCountdown(toast.duration ?? (toast.undo ? 10_000 : 6_000), held, close);

  return (
    <li
      className="bg-ink text-paper shadow-float animate-rise data-[tone=danger]:border-danger pointer-events-auto flex w-full max-w-md items-center gap-2 rounded-md py-1.5 pr-1.5 pl-4 data-[tone=danger]:border-l-4"
      data-tone={toast.tone ?? "plain"}
    >
      <p className="grow py-1.5 text-sm">{toast.message}</p>
      {toast.undo && (
        <button
          type="button"
          className="text-paper outline-paper min-h-9 rounded-sm px-3 text-sm font-[650] underline underline-offset-4 hover:no-underline"
          onClick={() => {
            onClose(toast.id);
            toast.undo?.onUndo();
          }}
        >
          {toast.undo.label ?? "Undo"}
        </button>
      )}
      <button
        type="button"
        aria-label="Close this notice"
        className="text-paper outline-paper grid size-9 shrink-0 place-items-center rounded-sm"
        onClick={close}
      >
        <X aria-hidden="true" className="size-4.5" />
      </button>
    </li>
  );
}

/** Calls `onEnd` after the given milliseconds of undisturbed, visible time. */
function useCountdown(milliseconds: number, held: boolean, onEnd: () => void) {
  const left = useRef(milliseconds);
  const [hidden, setHidden] = useState(false);

  useEffect(() => {
    const look = () => setHidden(document.visibilityState === "hidden");
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);

  useEffect(() => {
    if (held || hidden) return;
    const since = performance.now();
    const timer = setTimeout(onEnd, left.current);
    return () => {
      clearTimeout(timer);
      left.current = Math.max(0, left.current - (performance.now() - since));
    };
  }, [held, hidden, onEnd]);
}
