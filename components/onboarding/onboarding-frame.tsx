import { MonitorSmartphone } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";

import type { OnboardingData, OnboardingStep } from "#lib/domain/onboarding.ts";
import { ProgressRings } from "../brand/progress-rings.tsx";
import { stepNames, toProgress } from "./steps.ts";

type OnboardingFrameProps = {
  step: OnboardingStep;
  /** Null while nothing was saved. */
  data: OnboardingData | null;
  /** A later step that was asked for: the page says why it is this one. */
  wanted?: OnboardingStep | null;
  /** Documents need the whole width; questions read better in a column. */
  width?: "question" | "wide";
  children: ReactNode;
};

/** Around every step: the rings that close, the step itself, and the way to another device. */
export function OnboardingFrame({ step, data, wanted, width = "question", children }: OnboardingFrameProps) {
  return (
    <div className="max-w-page mx-auto w-full px-4 py-6 sm:px-8 sm:py-10">
      <ProgressRings steps={toProgress(step, data)} />
      <div className={width === "question" ? "max-w-read mx-auto mt-10 sm:mt-14" : "mt-10"}>
        {wanted && wanted !== step && (
          <p role="status" className="bg-action-soft border-action mb-8 rounded-md border-l-4 px-4 py-3">
            {stepNames[wanted]} comes after this. Answer what is here and you will get there.
          </p>
        )}
        {children}
        {data && (
          <p className="border-line text-soft mt-16 border-t pt-5 text-sm">
            <Link href="/onboarding/resume" prefetch={false} className="link inline-flex items-center gap-2">
              <MonitorSmartphone aria-hidden="true" className="size-4.5" />
              Continue on another device
            </Link>
          </p>
        )}
      </div>
    </div>
  );
}
