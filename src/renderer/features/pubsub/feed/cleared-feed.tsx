import { Eraser } from 'lucide-react';
import { countOf } from '../../../lib/format/numbers.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';

interface ClearedFeedProps {
  /** Messages that the feed still holds. */
  kept: number;
  onShowAll: () => void;
  onEmpty: () => void;
}

/** A view that was cleared, until the next message comes. */
export function ClearedFeed({ kept, onShowAll, onEmpty }: ClearedFeedProps) {
  return (
    <EmptyState
      icon={<Eraser size={18} aria-hidden />}
      title="Cleared. The next message appears here"
      action={
        <>
          <Button onClick={onShowAll}>Show all kept</Button>
          <Button variant="quiet" onClick={onEmpty}>
            Empty the feed…
          </Button>
        </>
      }
    >
      {countOf(kept, 'message')} {kept === 1 ? 'is' : 'are'} still kept, and shown in other windows.
    </EmptyState>
  );
}
