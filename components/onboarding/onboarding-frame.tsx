import { MonitorSmartphone } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";

import type { OnboardingData, OnboardingStep } from "#lib/domain/onboarding.ts";
import { ProgressRings } from "../brand/progress-rings.tsx";
import { cn } from "../ui/cn.ts";
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

/** Where there is room the rings stand large beside the question, the steps below them as a list. */
const besideTheQuestion =
  "lg:flex-col lg:items-start lg:gap-7 lg:[&_ol]:grid lg:[&_ol]:gap-1.5 lg:[&_ol]:text-lg lg:[&>svg]:size-52";

/** Around every step: the rings that close, the step itself, and the way to another device. */
export function OnboardingFrame({ step, data, wanted, width = "question", children }: OnboardingFrameProps) {
  return (
    <div className="max-w-page mx-auto grid w-full gap-x-20 gap-y-10 px-4 py-6 sm:px-8 sm:py-10 lg:grid-cols-[13rem_minmax(0,1fr)] lg:py-16">
      <div className="lg:sticky lg:top-16 lg:self-start">
        <ProgressRings steps={toProgress(step, data)} className={besideTheQuestion} />
        {data && <OtherDevice className="hidden lg:block" />}
      </div>
      <div className={width === "question" ? "max-w-read w-full" : "min-w-0"}>
        {wanted && wanted !== step && (
          <p role="status" className="bg-action-soft border-action mb-8 rounded-md border-l-4 px-4 py-3">
            {stepNames[wanted]} comes after this. Answer what is here and you will get there.
          </p>
        )}
        {children}
        {data && <OtherDevice className="lg:hidden" />}
      </div>
    </div>
  );
}

function OtherDevice({ className }: { className: string }) {
  return (
    <p className={cn("border-line mt-10 border-t pt-5 text-sm", className)}>
      <Link href="/onboarding/resume" prefetch={false} className="link inline-flex items-center gap-2">
        <MonitorSmartphone aria-hidden="true" className="size-4.5" />
        Continue on another device
      </Link>
    </p>
  );
}
