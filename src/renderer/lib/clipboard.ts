/** Puts text on the clipboard. Where the clipboard interface is refused, the older copy command does it. @throws {Error} */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const put = (event: ClipboardEvent) => {
      event.preventDefault();
      event.clipboardData?.setData('text/plain', text);
    };
    document.addEventListener('copy', put, { once: true });
    const done = document.execCommand('copy');
    document.removeEventListener('copy', put);
    if (!done) throw new Error('The browser did not allow copying.');
  }
}
