import { useMemo } from 'react';
import type { Decoding, FieldPath, Look } from '#shared/contract/decoding.ts';
import { parseBytesText } from '#shared/redis/text.ts';
import { useRemembered } from '../../../lib/remembered.ts';
import { fieldPathText } from './field-path.ts';

/** A field of the payloads as a column. */
export interface FieldColumn {
  /** Unique; its width is remembered under it. */
  id: string;
  path: FieldPath;
  title: string;
}

interface Chosen {
  kind: 'channel' | 'pattern';
  /** As `bytesText` writes it. */
  name: string;
  as: Decoding;
}

interface Remembered {
  columns: FieldColumn[];
  chosen: Chosen[];
}

/** Where a message came from, as far as decoding goes. */
interface From {
  channel: string;
  pattern: string | null;
}

export interface LookControl {
  columns: readonly FieldColumn[];
  addColumn: (path: FieldPath) => void;
  renameColumn: (id: string, title: string) => void;
  removeColumn: (id: string) => void;
  /** What is chosen for where a message came from; null where it is read as it looks like. */
  chosenFor: (from: From) => Chosen | null;
  /** Null: as it looks like. */
  choose: (kind: Chosen['kind'], name: string, as: Decoding | null) => void;
  /** For the engine; the same object until something changed. */
  look: Look;
}

const nothing: Remembered = { columns: [], chosen: [] };
/** Frames tell which look they are of. */
let looks = 0;

/** How the messages of a connection are shown: remembered in this browser. */
export function useLook(connectionId: string): LookControl {
  const [state, remember] = useRemembered<Remembered>(`pubsub.look.${connectionId}`, nothing);
  const { columns, chosen } = state;
  // A new title is no new look: what the engine does stays the same.
  const pathKey = JSON.stringify(columns.map(({ path }) => path));
  const decode = useMemo(
    () => chosen.map(({ kind, name, as }) => ({ kind, name: parseBytesText(name), as })),
    [chosen],
  );
  const look = useMemo<Look>(
    () => ({ id: ++looks, columns: JSON.parse(pathKey) as FieldPath[], decode }),
    [pathKey, decode],
  );
  return useMemo(
    () => ({
      columns,
      look,
      addColumn: path => {
        const id = `field:${JSON.stringify(path)}`;
        if (columns.some(column => column.id === id)) return;
        remember({ columns: [...columns, { id, path, title: fieldPathText(path) }], chosen });
      },
      renameColumn: (id, title) =>
        remember({
          columns: columns.map(column => (column.id === id ? { ...column, title } : column)),
          chosen,
        }),
      removeColumn: id => remember({ columns: columns.filter(column => column.id !== id), chosen }),
      chosenFor: ({ channel, pattern }) =>
        chosen.find(({ kind, name }) => kind === 'channel' && name === channel) ??
        chosen.find(({ kind, name }) => kind === 'pattern' && name === pattern) ??
        null,
      choose: (kind, name, as) => {
        const others = chosen.filter(other => other.kind !== kind || other.name !== name);
        remember({ columns, chosen: as === null ? others : [...others, { kind, name, as }] });
      },
    }),
    [columns, chosen, look, remember],
  );
}
