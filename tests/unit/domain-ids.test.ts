import { describe, expect, test, vi } from "vitest";

import { createId, IdSchema } from "#lib/domain/ids.ts";

describe("ids", () => {
  test("are UUIDs of version 7 that carry the time they were made", () => {
    const before = Date.now();
    const id = createId();

    expect(IdSchema.parse(id)).toBe(id);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const time = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThan(before + 60_000);
  });

  test("are all different and in the order in which they were made, many within one millisecond", () => {
    const ids = Array.from({ length: 20_000 }, createId);

    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(ids);
  });

  test("stay in order when the clock is set back", () => {
    const first = createId();
    const clock = vi.spyOn(Date, "now").mockReturnValue(Date.now() - 3_600_000);
    const second = createId();
    clock.mockRestore();

    expect(second > first).toBe(true);
  });
});
