/** First stop of the keyboard: past the header, to what the page is about. */
export function SkipLink() {
  return (
    <a
      href="#main"
      className="bg-action text-on-action fixed top-2 left-2 z-50 -translate-y-20 rounded-md px-4 py-2 font-[600] focus:translate-y-0"
    >
      Skip to the page
    </a>
  );
}
