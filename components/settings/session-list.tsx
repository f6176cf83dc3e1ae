"use client";

import { Monitor, Smartphone } from "lucide-react";

import { FormMessage } from "../account/form-message.tsx";
import { useFormAction, type AccountAction } from "../account/use-form-action.ts";
import { Badge } from "../ui/badge.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";

export type SessionView = {
  readonly id: string;
  readonly device: string;
  /** In words: "3 hours ago". */
  readonly lastUsed: string;
  readonly since: string;
  readonly isCurrent: boolean;
};

type SessionListProps = {
  /** This browser first. */
  sessions: readonly SessionView[];
  endAction: AccountAction;
  endOthersAction: AccountAction;
};

export function SessionList({ sessions, endAction, endOthersAction }: SessionListProps) {
  const one = useFormAction(endAction);
  const others = useFormAction(endOthersAction);
  const isAlone = sessions.length === 1;

  return (
    <div className="grid gap-4">
      <FormMessage>{one.message ?? others.message}</FormMessage>
      <ul className="divide-line grid divide-y">
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} submit={one.submit} />
        ))}
      </ul>
      {isAlone ? (
        <p className="text-soft text-sm">You are signed in nowhere else.</p>
      ) : (
        <form action={others.submit}>
          <SubmitButton variant="outline">Sign out everywhere else</SubmitButton>
        </form>
      )}
    </div>
  );
}

type SessionRowProps = { session: SessionView; submit: (form: FormData) => void };

function SessionRow({ session, submit }: SessionRowProps) {
  const { id, device, isCurrent, lastUsed, since } = session;
  const Icon = /iPhone|Android/.test(device) ? Smartphone : Monitor;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3.5 first:pt-0">
      <Icon aria-hidden="true" className="text-soft size-6 shrink-0" />
      <div className="min-w-40 grow">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 font-[550]">
          {device}
          {isCurrent && <Badge tone="action">This browser</Badge>}
        </p>
        <p className="text-soft text-sm">
          {isCurrent ? `Since ${since}` : `Last used ${lastUsed}, signed in on ${since}`}
        </p>
      </div>
      {!isCurrent && (
        <form action={submit}>
          <input type="hidden" name="id" value={id} />
          <SubmitButton variant="quiet" size="sm" aria-label={`Sign out ${device}, last used ${lastUsed}`}>
            Sign out
          </SubmitButton>
        </form>
      )}
    </li>
  );
}
