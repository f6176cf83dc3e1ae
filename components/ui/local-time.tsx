"use client";

import { useSyncExternalStore } from "react";

const forReading = new Intl.DateTimeFormat("en-GB", {
  dateStyle: "long",
  timeStyle: "short",
  timeZone: "UTC",
});

const never = () => () => {};

/** A point in time in the person's own zone; in UTC, and saying so, until the page's script has loaded. */
export function LocalTime({ time }: { time: string }) {
  const isInBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const date = new Date(time);
  const words = isInBrowser
    ? date.toLocaleString(undefined, { dateStyle: "long", timeStyle: "short" })
    : `${forReading.format(date)} (UTC)`;
  return <time dateTime={time}>{words}</time>;
}
