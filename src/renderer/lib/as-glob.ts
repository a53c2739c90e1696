/** What a person typed to find names, as Redis's glob: text without the signs of a pattern is a part of the name; empty stays empty. */
export function asGlob(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || /[*?[\]\\]/.test(trimmed) ? trimmed : `*${trimmed}*`;
}
