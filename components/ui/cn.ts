import { clsx, type ClassValue } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

const merge = extendTailwindMerge({
  extend: {
    theme: { text: ["xs", "sm", "base", "lg", "xl", "2xl", "3xl"], container: ["read", "form", "page"] },
  },
});

/** Joins class names; of two that set the same thing the later wins. */
export function cn(...values: ClassValue[]): string {
  return merge(clsx(values));
}
