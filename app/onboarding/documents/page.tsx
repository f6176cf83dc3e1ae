import type { Metadata } from "next";
import { redirect } from "next/navigation";

import { DocumentsWorkspace } from "#components/documents/documents-workspace.tsx";
import { RemovedNotice } from "#components/documents/removed-notice.tsx";
import { OnboardingFrame } from "#components/onboarding/onboarding-frame.tsx";
import { Question } from "#components/onboarding/question.tsx";
import { StepForm } from "#components/onboarding/step-form.tsx";
import { UploadReportNotice } from "#components/uploads/upload-report-notice.tsx";
import { onboardingSteps } from "#lib/domain/onboarding.ts";
import { openWorkspace } from "#lib/server/documents.ts";
import { openStepWithSession } from "#lib/server/onboarding.ts";
import { readUploadReport } from "#lib/server/uploads.ts";
import { restoreByFormAction } from "../../documents/actions.ts";
import { documentActions } from "../../documents/document-actions.ts";
import { finishDocumentsAction } from "./actions.ts";

export const metadata: Metadata = { title: "Documents" };

type Search = Partial<Record<"wanted" | "back" | "removed", string>>;

export default async function DocumentsStepPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { context, session } = await openStepWithSession("documents");
  const search = await searchParams;
  const back = search.back === "review" ? "review" : undefined;
  const [workspace, report] = await Promise.all([openWorkspace(context, {}), readUploadReport()]);
  if (!workspace) redirect("/onboarding");
  return (
    <OnboardingFrame
      step="documents"
      data={session.data}
      width="wide"
      wanted={onboardingSteps.find((step) => step === search.wanted) ?? null}
    >
      <Question
        title="What do you have already?"
        lead="A CV, a journal, photos, letters. They are yours alone until you say who they are for, and you can add them later just as well."
      >
        {search.removed !== undefined && <RemovedNotice id={search.removed} restore={restoreByFormAction} />}
        {report && <UploadReportNotice report={report} />}
        <DocumentsWorkspace {...workspace} mode="onboarding" actions={documentActions} />
        <StepForm action={finishDocumentsAction} back={back} label="Continue">
          <p className="text-soft text-sm">None of it has to be now: you can add these later.</p>
        </StepForm>
      </Question>
    </OnboardingFrame>
  );
}
