import { useEffect, useRef, useState } from 'react';
import type { EngineClient } from '#shared/contract/index.ts';
import { useEngine } from '../../../lib/engine.ts';
import { askEvery } from '../../../lib/ask-every.ts';
import type { ListedKey } from './walk-rows.ts';
import { keyId } from './walk-rows.ts';

const EVERY_MS = 5_000;
/** Rows that fly past are not asked for. */
const SETTLE_MS = 80;
/** Keys that are looked at for what a prefix is. */
const SAMPLE = 20;
const MOST_PREFIXES = 100;
const MOST_KEYS = 200;
/** Figures kept of rows that are out of view. */
const MOST_KEPT = 2_000;

interface ListFigures {
  /** By the ids of rows. */
  figures: ReadonlyMap<string, ListedKey['figures']>;
  /** Commands that the user may not run. */
  missing: readonly string[];
}

const NONE: ListFigures = { figures: new Map(), missing: [] };

/** What the rows in view are and cost, read when they have come to rest and then every five seconds. */
export function useKeyFigures(
  connectionId: string,
  walkId: string | undefined,
  inView: readonly ListedKey[],
): ListFigures {
  const client = useEngine();
  const [known, setKnown] = useState(NONE);
  const wanted = useRef(inView);
  const ids = inView.map(({ id }) => id).join('\n');
  useEffect(() => {
    wanted.current = inView;
  });
  useEffect(() => {
    if (!client || walkId === undefined || ids === '') return;
    const ended = new AbortController();
    const read = async () => {
      try {
        const found = await readFigures(client, { connectionId, walkId }, wanted.current, ended.signal);
        setKnown(before => ({
          figures: new Map([...(before.figures.size > MOST_KEPT ? [] : before.figures), ...found.figures]),
          missing: found.missing,
        }));
        return [...found.figures.values()];
      } catch {
        // The connection is away or the page is leaving: the list says so, and the figures stay as they were.
        return undefined;
      }
    };
    const settled = setTimeout(() => void read(), SETTLE_MS);
    const stop = askEvery(EVERY_MS, read);
    return () => {
      clearTimeout(settled);
      stop();
      ended.abort();
    };
  }, [client, connectionId, walkId, ids]);
  return known;
}

async function readFigures(
  client: EngineClient,
  { connectionId, walkId }: { connectionId: string; walkId: string },
  rows: readonly ListedKey[],
  signal: AbortSignal,
): Promise<ListFigures> {
  const keys = rows.flatMap(({ row }) => (row.kind === 'key' ? [row.key] : [])).slice(0, MOST_KEYS);
  const prefixes = rows
    .flatMap(({ row }) => (row.kind === 'prefix' ? [row.prefix] : []))
    .slice(0, MOST_PREFIXES);
  const [ofKeys, ofPrefixes] = await Promise.all([
    keys.length === 0
      ? { figures: [], missing: [] }
      : client.keys.figures({ connectionId, keys }, { signal }),
    prefixes.length === 0 ? [] : client.keys.summaries({ walkId, prefixes, sample: SAMPLE }, { signal }),
  ]);
  const prefixIds = rows.flatMap(({ id, row }) => (row.kind === 'prefix' ? [id] : []));
  return {
    figures: new Map<string, ListedKey['figures']>([
      ...ofKeys.figures.map(figures => [keyId(figures.key), figures] as const),
      ...ofPrefixes.map((summary, index) => [prefixIds[index]!, summary] as const),
    ]),
    missing: [...new Set([...ofKeys.missing, ...ofPrefixes.flatMap(({ missing }) => missing)])],
  };
}
