import { useEffect } from 'react';
import { queueFrameworks } from '#shared/contract/queues.ts';
import { useEngineQuery } from '../../lib/engine-query.ts';
import { countOf } from '../../lib/format/numbers.ts';
import { linkTo } from '../../lib/navigation.ts';
import { FrameworkTag } from '../../ui/framework-tag.tsx';

const EVERY_MS = 10_000;
const link = 'text-accent-text underline underline-offset-2';

/** Which frameworks write into the database that is shown, each with the way to one of its keys; nothing where none is recognised. */
export function WhoseData({ connectionId }: { connectionId: string }) {
  const { data, refetch } = useEngineQuery('recognise.server', { connectionId }, { everyMs: EVERY_MS });
  // What was found when the overview was left may be of a server that was empty then.
  useEffect(() => void refetch(), [refetch]);
  if (!data || data.frameworks.length === 0) return null;
  const hasQueues = data.frameworks.some(({ framework }) => queueFrameworks.some(name => name === framework));
  return (
    <section aria-label="Whose data this is" className="flex flex-wrap items-center gap-x-2 gap-y-1.5">
      <h2 className="font-medium">Written by</h2>
      {data.frameworks.map(recognised => (
        <a
          key={recognised.framework}
          href={linkTo('keys', { key: new TextEncoder().encode(recognised.key) })}
          title={`For example ${recognised.key}`}
        >
          <FrameworkTag recognised={recognised} />
        </a>
      ))}
      <span className="text-muted">going by {countOf(data.looked, 'key')}</span>
      {hasQueues && (
        <a className={link} href={linkTo('keys', { view: 'queues' })}>
          Job queues
        </a>
      )}
    </section>
  );
}
