/** What can be added, said before anybody tries. */
export function AcceptedKinds({ id }: { id: string }) {
  return (
    <p id={id} className="text-soft text-sm">
      PDF, Word (.docx), text, Markdown and CSV. Photos as JPEG, PNG, WebP or HEIC. Audio as MP3, M4A or WAV.
      Up to 50&nbsp;MB each. Places, authors and serial numbers hidden in them are removed.
    </p>
  );
}
