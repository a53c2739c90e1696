import { FileCheck, FileWarning, X } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { OpenedThing } from '#shared/contract/opened.ts';
import { addressText, parseTargetText } from '#shared/redis/target-text.ts';
import { useConnectionForm } from '../features/connections/connection-form-store.ts';
import { emptyForm, withTarget } from '../features/connections/form-state.ts';
import { useEngine, useStream } from '../lib/engine.ts';
import { go } from '../lib/navigation.ts';
import { isPageShown, onPageShown } from '../lib/page-shown.ts';
import { IconButton } from '../ui/button.tsx';
import { Banner } from './banner.tsx';

interface Notice {
  text: string;
  isProblem: boolean;
}

/** Shows what was opened outside of the page: a link fills the dialog of a new connection, a file has been kept. Nothing is started. */
export function OpenedNotice() {
  const engine = useEngine();
  const waiting = useStream('opened.waiting', undefined).item?.count ?? 0;
  const [notice, setNotice] = useState<Notice | null>(null);
  const isVisible = useSyncExternalStore(onPageShown, isPageShown);
  useEffect(() => {
    // The window that a person looks at shows it.
    if (!engine || waiting === 0 || !isVisible) return;
    engine.opened.take().then(
      thing => thing && setNotice(show(thing)),
      () => {},
    );
  }, [engine, waiting, isVisible]);
  if (!notice) return null;
  return (
    <Banner
      quiet={!notice.isProblem}
      icon={notice.isProblem ? <FileWarning size={15} aria-hidden /> : <FileCheck size={15} aria-hidden />}
      action={
        <IconButton label="Dismiss" onClick={() => setNotice(null)}>
          <X size={15} aria-hidden />
        </IconButton>
      }
    >
      {notice.text}
    </Banner>
  );
}

/** Goes to it. @returns what is left to say */
function show(thing: OpenedThing): Notice | null {
  switch (thing.kind) {
    case 'address': {
      const parsed = parseTargetText(thing.url);
      if (!parsed.ok) return { text: `The link cannot be opened: ${parsed.problem}`, isProblem: true };
      const filled = withTarget(emptyForm, parsed.target, parsed.password);
      useConnectionForm.getState().create({ ...filled, name: addressText(parsed.target.address) });
      return null;
    }
    case 'pipeline':
      go('pipelines', { pipeline: thing.id });
      return {
        text: `${thing.name} was added to your pipelines. Review it before you start it.`,
        isProblem: false,
      };
    case 'recording':
      go('pubsub');
      return { text: `${thing.name} was saved. To replay it, open Recordings in Pub/Sub.`, isProblem: false };
    case 'problem':
      return { text: thing.message, isProblem: true };
  }
}
