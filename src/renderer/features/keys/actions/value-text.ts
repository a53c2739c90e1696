import { bytesText, parseBytesText, utf8Text } from '#shared/redis/text.ts';

/** A value in an editor: as the text it is, or with escapes where it is none. */
export interface EditedValue {
  text: string;
  /** What is no text stands as `\xNN`. */
  isEscaped: boolean;
}

export function editedValue(value: Uint8Array): EditedValue {
  const text = utf8Text(value);
  // The editor has one kind of line break: a text with another would be changed by looking at it.
  return text === null || text.includes('\r')
    ? { text: bytesText(value), isEscaped: true }
    : { text, isEscaped: false };
}

export function bytesOfEdited({ text, isEscaped }: EditedValue): Uint8Array {
  return isEscaped ? parseBytesText(text) : new TextEncoder().encode(text);
}
