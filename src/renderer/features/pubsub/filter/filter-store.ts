import { useMemo, useState } from 'react';
import { change, useOpened } from '../../../lib/navigation.ts';
import {
  filterOf,
  noFilter,
  toggled,
  type FilterControl,
  type FilterState,
} from '../../../ui/feed/filter-state.ts';

/** What the messages are filtered by: a part of the address. */
export function useFilter(): FilterControl {
  const { filter: text = '', language, highlight, muted, solo } = useOpened('pubsub');
  const [run, setRun] = useState(0);
  const state = useMemo<FilterState>(
    () => ({
      condition: { language: language ?? noFilter.condition.language, text },
      highlight: highlight ?? noFilter.highlight,
      muted: muted ?? noFilter.muted,
      solo: solo ?? noFilter.solo,
    }),
    [text, language, highlight, muted, solo],
  );
  return useMemo(() => {
    const set = ({ condition, ...others }: Partial<FilterState>) =>
      change('pubsub', {
        ...others,
        ...(condition ? { filter: condition.text, language: condition.language } : {}),
      });
    return {
      state,
      set,
      toggle: (list, source) => set({ [list]: toggled(state[list], source) }),
      filter: filterOf(state),
      again: () => setRun(before => before + 1),
    };
    // oxlint-disable-next-line react/exhaustive-deps -- a further run is another filter to the engine
  }, [state, run]);
}
