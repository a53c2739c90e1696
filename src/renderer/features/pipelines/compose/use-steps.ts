import { useState } from 'react';
import type { JsonPath } from '../../../lib/json/edits.ts';
import { ownerOf } from './problem-places.ts';

/** Which step is open, and the field of it that has been asked for. */
interface OpenStep {
  step: string;
  spot: JsonPath | null;
}

export interface Steps extends OpenStep {
  /** The tab at the left: the form of the step, or the fields of the events. */
  tab: string;
  setTab: (tab: string) => void;
  choose: (step: string) => void;
  /** Opens the form that a place of the pipeline is in, at its field. */
  goTo: (path: JsonPath) => void;
}

export function useSteps(): Steps {
  const [open, setOpen] = useState<OpenStep>({ step: 'source', spot: null });
  const [tab, setTab] = useState('step');
  const show = (next: OpenStep) => {
    setOpen(next);
    setTab('step');
  };
  return {
    ...open,
    tab,
    setTab,
    choose: step => show({ step, spot: null }),
    goTo: path => show({ step: ownerOf(path[0]) ?? 'source', spot: [...path] }),
  };
}
