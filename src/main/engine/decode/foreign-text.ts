import type { ForeignFormat } from '#shared/contract/decoding.ts';
import { erlangText } from './erlang.ts';
import { javaText } from './java.ts';
import { phpText } from './php.ts';
import { pickleText } from './pickle.ts';

const readers: Readonly<Record<ForeignFormat, (bytes: Buffer) => string | null>> = {
  pickle: pickleText,
  php: phpText,
  java: javaText,
  erlang: erlangText,
};

/** The structure of what another language wrote for itself, as text; null where it cannot be followed. */
export function foreignText(format: ForeignFormat, bytes: Buffer): string | null {
  return readers[format](bytes);
}
