import { useEffect, useMemo } from 'react';
import type { KeyWalkState } from '#shared/contract/keys.ts';
import { parseBytesText } from '#shared/redis/text.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { asGlob } from '../../../lib/as-glob.ts';
import { engineNow, useQueryCall, useStream } from '../../../lib/engine.ts';
import { useReconnected } from '../../../lib/use-reconnected.ts';
import { useRedraw } from '../../../lib/use-redraw.ts';
import { WalkRows } from './walk-rows.ts';

interface WalkOptions {
  connectionId: string;
  /** As it is typed. */
  named: string;
  /** As TYPE says it; empty for all. */
  type: string;
  separator: string;
  view: 'tree' | 'flat';
  /** Prefixes of the tree whose keys are shown, as `bytesText` writes them. */
  unfolded: readonly string[];
}

interface Walk {
  state: KeyWalkState | undefined;
  rows: WalkRows;
  /** Why it cannot be gone through, or could not be told to. */
  error: MillraceError | { message: string } | null;
  act: (act: 'stop' | 'continue' | 'again') => void;
}

/** A way through the keys of a server that match, and the rows of it that are in view. */
export function useWalk(options: WalkOptions): Walk {
  const { connectionId, named, type, separator, view, unfolded } = options;
  const pattern = asGlob(named);
  const { item: state, error } = useStream('keys.walk', {
    connectionId,
    pattern: parseBytesText(pattern),
    type: type === '' ? null : type,
    separator,
  });
  const control = useQueryCall('keys.control');
  const redraw = useRedraw();
  const walkId = state?.walkId;
  const rows = useMemo(
    () => new WalkRows(nothing, redraw),
    // oxlint-disable-next-line react/exhaustive-deps -- rows of another walk, or of another kind, begin anew
    [walkId, view, redraw],
  );
  const unfoldedKey = unfolded.join('\n');

  useEffect(() => () => rows.close(), [rows]);
  useEffect(() => {
    if (walkId === undefined) return;
    const open = unfoldedKey === '' ? [] : unfoldedKey.split('\n').map(parseBytesText);
    rows.renew((from, count, signal) =>
      engineNow().keys.rows({ walkId, view, open, from, count }, { signal }),
    );
  }, [rows, walkId, view, unfoldedKey]);
  useEffect(() => rows.renew(), [rows, state?.version]);

  const act = (what: 'stop' | 'continue' | 'again') => {
    if (walkId !== undefined) void control.run({ walkId, act: what });
  };
  useReconnected(connectionId, () => state?.problem && act('continue'));
  const failed = control.status.state === 'failed' ? control.status.error : null;
  return { state, rows, error: error ?? state?.problem ?? failed, act };
}

const nothing = () => Promise.resolve({ total: 0, from: 0, rows: [] });
