/**
 * Where what floats is put into the page: in the open dialog when there is one, else in the page's main part, so that
 * screen readers find it inside a landmark. Undefined lets the library take the body.
 */
export function getPortalHome(): HTMLElement | undefined {
  if (typeof document === "undefined") return undefined;
  const dialog = document.querySelector<HTMLElement>("[role=dialog][data-state=open]");
  return dialog ?? document.getElementById("main") ?? undefined;
}
