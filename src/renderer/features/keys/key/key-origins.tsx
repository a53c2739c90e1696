import type { KeyOrigin } from '#shared/contract/keys.ts';
import { parseBytesText } from '#shared/redis/text.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { linkTo } from '../../../lib/navigation.ts';
import { uncounted } from '../../../lib/uncounted.ts';

interface KeyOriginsProps {
  connectionId: string;
  keyName: Uint8Array;
  type: string | null;
}

const link = 'text-accent-text underline underline-offset-2';

/** From a key to where it comes from: the pipeline that writes it, the chart that draws it, what that pipeline reads. */
export function KeyOrigins({ connectionId, keyName, type }: KeyOriginsProps) {
  const { data } = useEngineQuery('keys.origins', { connectionId, key: keyName });
  if (!data || data.length === 0) return null;
  return (
    <ul aria-label="Where it comes from" className="flex-none border-b border-line-soft px-3 py-1 text-muted">
      {data.map((origin, index) => (
        <li key={index} className="flex flex-wrap gap-x-1.5">
          <Relation origin={origin} />
          {chartAddress(origin, type) !== null && (
            <span>
              · drawn under{' '}
              <a className={link} href={chartAddress(origin, type)!}>
                Charts
              </a>
            </span>
          )}
          {origin.streams.map(stream => (
            <span key={stream}>
              · from the stream{' '}
              <a className={link} href={linkTo('streams', { stream: parseBytesText(stream) })}>
                {stream}
              </a>
            </span>
          ))}
          {origin.channels.map(channel => (
            <span key={channel}>
              · from the channel{' '}
              <a
                className={link}
                href={linkTo('pubsub', {
                  hear: [uncounted({ kind: 'channel', name: parseBytesText(channel) })],
                })}
              >
                {channel}
              </a>
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}

const words: Record<KeyOrigin['does'], [here: string, elsewhere: string]> = {
  writes: ['Written by', 'A key of this name is written by'],
  reads: ['Read by', 'A key of this name is read by'],
  keeps: ['Holds the position of', 'A key of this name holds the position of'],
};

function Relation({ origin }: { origin: KeyOrigin }) {
  const [here, elsewhere] = words[origin.does];
  return (
    <span>
      {origin.isHere ? here : elsewhere}{' '}
      <a className={link} href={linkTo('pipelines', { pipeline: origin.id })}>
        {origin.name}
      </a>
    </span>
  );
}

function chartAddress({ chart }: KeyOrigin, type: string | null): string | null {
  if (chart === null) return null;
  if (chart.kind === 'leaderboard')
    return type === 'zset'
      ? linkTo('charts', { tab: 'leaderboard', key: chart.key, epoch: chart.epochKey })
      : null;
  return type === 'hash'
    ? linkTo('charts', {
        tab: 'series',
        prefix: chart.prefix,
        ...(chart.members === null ? {} : { members: chart.members }),
      })
    : null;
}
