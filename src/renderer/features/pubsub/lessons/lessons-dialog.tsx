import { useState } from 'react';
import { useAction } from '../../../lib/actions.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import { AtMostOncePanel } from './at-most-once-panel.tsx';
import { DatabasesPanel } from './databases-panel.tsx';
import { useLessons } from './lessons-store.ts';
import { SubscriberRulesPanel } from './subscriber-rules-panel.tsx';

type Lesson = 'once' | 'databases' | 'rules';

/** How publish and subscribe behave, tried out on the connected server. */
export function LessonsDialog({ connectionId }: { connectionId: string }) {
  const { open, setOpen } = useLessons();
  const [lesson, setLesson] = useState<Lesson>('once');
  useAction({
    id: 'pubsub.lessons',
    title: 'How publish and subscribe behave…',
    group: 'Pub/Sub',
    keywords: 'learn at most once delivery database RESP2 semantics',
    run: () => setOpen(true),
  });
  return (
    <Dialog
      open={open}
      onClose={() => setOpen(false)}
      title="How publish and subscribe behave"
      description="Tried out on this server, on connections of their own, which end with this window."
      wide
    >
      {open && (
        <Tabs
          label="Lessons"
          value={lesson}
          onValue={setLesson}
          tabs={[
            {
              value: 'once',
              title: 'At most once',
              content: lesson === 'once' ? <AtMostOncePanel connectionId={connectionId} /> : null,
            },
            {
              value: 'databases',
              title: 'All databases',
              content: lesson === 'databases' ? <DatabasesPanel connectionId={connectionId} /> : null,
            },
            {
              value: 'rules',
              title: 'What a subscriber may run',
              content: lesson === 'rules' ? <SubscriberRulesPanel connectionId={connectionId} /> : null,
            },
          ]}
        />
      )}
    </Dialog>
  );
}
