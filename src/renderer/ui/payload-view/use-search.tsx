import { useCallback, useDeferredValue, useMemo, useState, type ReactNode } from 'react';
import { useAction } from '../../lib/actions.ts';
import { FindBar } from '../find/find-bar.tsx';
import type { Find } from '../find/use-find.ts';

interface Search {
  /** The line that is typed in; null while nothing is looked for. */
  bar: ReactNode;
  find: Find;
  open: () => void;
}

/** A search in a payload, in the view that is shown. Another payload is searched for the same text, from its beginning. */
export function useSearch(payload: object, view: string): Search {
  const [asked, setAsked] = useState(0);
  const [wanted, setWanted] = useState('');
  const [found, setFound] = useState({ count: 0, more: false });
  const [place, setPlace] = useState({ of: '', payload, current: 0 });
  const looked = useDeferredValue(asked > 0 ? wanted : '');
  const of = `${view} ${looked}`;
  const current =
    place.of === of && place.payload === payload && place.current < found.count ? place.current : 0;
  const open = useCallback(() => setAsked(before => before + 1), []);
  useAction({
    id: 'payload.find',
    title: 'Find in the payload',
    group: 'Payload',
    shortcut: 'Mod+F',
    run: open,
  });
  const find = useMemo((): Find => ({ wanted: looked, current, report: setFound }), [looked, current]);
  const bar =
    asked > 0 ? (
      <FindBar
        wanted={wanted}
        onWanted={setWanted}
        current={current}
        count={looked === '' ? 0 : found.count}
        more={found.more}
        onStep={by => {
          if (found.count > 0) setPlace({ of, payload, current: (current + by + found.count) % found.count });
        }}
        onClose={() => setAsked(0)}
        asked={asked}
      />
    ) : null;
  return { bar, find, open };
}
