/** The template that makes exactly this text: what looks like a value in it is none. */
export function literalTemplate(text: string): string {
  return text.replaceAll('{{', '{{"{{"}}');
}
