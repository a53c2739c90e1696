import { ListTodo } from 'lucide-react';
import { queueFrameworks } from '#shared/queue-names.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import type { InputOf } from '../../../lib/method-names.ts';
import { go } from '../../../lib/navigation.ts';
import type { Whose } from '../../../lib/recognised.ts';
import { Button } from '../../../ui/button.tsx';

interface OpenAsQueueProps {
  connectionId: string;
  /** What may be of a queue. */
  of: InputOf<'queues.of'>['of'];
  whose: Whose | undefined;
}

/** Where a key or a prefix is of queues of a framework whose queues are known: leads there. */
export function OpenAsQueue({ connectionId, of, whose }: OpenAsQueueProps) {
  const framework = queueFrameworks.find(name => name === whose?.framework);
  const { data: queues = [] } = useEngineQuery(
    'queues.of',
    { connectionId, of, framework: framework ?? null },
    { enabled: framework !== undefined },
  );
  const [only] = queues;
  if (framework === undefined || !only) return null;
  const isOne = queues.length === 1;
  return (
    <Button
      icon={<ListTodo size={13} aria-hidden />}
      onClick={() => go('keys', { view: 'queues', ...(isOne ? only : {}) })}
    >
      {isOne ? 'Open as a queue' : 'Show its queues'}
    </Button>
  );
}
