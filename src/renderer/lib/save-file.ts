/** Hands a file that was made here to the browser, which saves it under this name. */
export function saveFile(
  pieces: readonly (Uint8Array<ArrayBuffer> | string)[],
  name: string,
  type: string,
): void {
  const url = URL.createObjectURL(new Blob([...pieces], { type }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
