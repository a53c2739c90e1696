import type { Decoded } from '#shared/contract/decoding.ts';
import { utf8Text } from '#shared/redis/text.ts';

/** A payload as the views show it: its bytes, and the text they are, if they are. */
export interface DecodedPayload {
  bytes: Uint8Array;
  /** `bytes`: no valid UTF-8. `json`: parses as JSON. */
  format: 'json' | 'text' | 'bytes';
  /** Null when the format is `bytes`. */
  text: string | null;
}

/** Bytes as the engine decoded them. */
export function decodedPayload(bytes: Uint8Array, decoded: Decoded): DecodedPayload {
  const shown = decoded.bytes ?? bytes;
  if (decoded.form === 'bytes') return { bytes: shown, format: 'bytes', text: null };
  return { bytes, format: decoded.form, text: new TextDecoder().decode(shown) };
}

export const formatNames: Record<DecodedPayload['format'], string> = {
  json: 'JSON',
  text: 'UTF-8 text',
  bytes: 'bytes (not valid UTF-8)',
};

export function decodePayload(bytes: Uint8Array): DecodedPayload {
  const text = utf8Text(bytes);
  if (text === null) return { bytes, format: 'bytes', text };
  return { bytes, format: jsonProblem(text) === null ? 'json' : 'text', text };
}

/** Why text is not JSON, in the words of the parser; null when it is. */
export function jsonProblem(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
