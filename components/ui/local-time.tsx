"use client";

import { useSyncExternalStore } from "react";

type LocalTimeProps = {
  /** ISO 8601. */
  time: string;
  precision?: "minute" | "day";
};

const styles = {
  minute: { dateStyle: "long", timeStyle: "short" },
  day: { dateStyle: "long" },
} as const;

const never = () => () => {};

/** A point in time in the person's own zone; in UTC, and saying so, until the page's script has loaded. */
export function LocalTime({ time, precision = "minute" }: LocalTimeProps) {
  const isInBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const format = new Intl.DateTimeFormat("en-GB", {
    ...styles[precision],
    ...(!isInBrowser && { timeZone: "UTC" }),
  });
  const zone = isInBrowser || precision === "day" ? "" : " (UTC)";
  return (
    <time dateTime={time}>
      {format.format(new Date(time))}
      {zone}
    </time>
  );
}
