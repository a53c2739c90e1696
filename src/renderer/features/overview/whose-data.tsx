import { useEffect } from 'react';
import { queueFrameworks } from '#shared/queue-names.ts';
import { useEngineQuery } from '../../lib/engine-query.ts';
import { countOf } from '../../lib/format/numbers.ts';
import { linkTo } from '../../lib/navigation.ts';
import { FrameworkTag } from '../../ui/framework-tag.tsx';

const EVERY_MS = 10_000;
const link = 'text-accent-text underline underline-offset-2';

/** Which frameworks write into the database that is shown, each with the way to one of its keys. It has its line before that is known: what is below stays. */
export function WhoseData({ connectionId }: { connectionId: string }) {
  const { data, error, refetch } = useEngineQuery(
    'recognise.server',
    { connectionId },
    { everyMs: EVERY_MS },
  );
  // What was found when the overview was left may be of a server that was empty then.
  useEffect(() => void refetch(), [refetch]);
  const frameworks = data?.frameworks ?? [];
  const hasQueues = frameworks.some(({ framework }) => queueFrameworks.some(name => name === framework));
  return (
    <section
      aria-label="Whose data this is"
      className="flex min-h-6 flex-wrap items-center gap-x-2 gap-y-1.5"
    >
      <h2 className="font-medium">Written by</h2>
      {frameworks.map(recognised => (
        <a
          key={recognised.framework}
          href={linkTo('keys', { key: new TextEncoder().encode(recognised.key) })}
          title={`For example ${recognised.key}`}
        >
          <FrameworkTag recognised={recognised} />
        </a>
      ))}
      <span className="text-muted" title={error?.message}>
        {data
          ? frameworks.length > 0
            ? `going by ${countOf(data.looked, 'key')}`
            : data.looked === 0
              ? 'nobody yet: there is no key'
              : `no framework that Millrace knows, going by ${countOf(data.looked, 'key')}`
          : error
            ? 'not known'
            : 'looking at some keys …'}
      </span>
      {hasQueues && (
        <a className={link} href={linkTo('keys', { view: 'queues' })}>
          Job queues
        </a>
      )}
    </section>
  );
}
