import type { FeedRecord, HeardBy } from '#shared/contract/feeds.ts';
import { commandText } from '#shared/redis/command-text.ts';
import { useActiveConnection } from '../../../lib/active-connection.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { formatFullTime } from '../../../lib/format/times.ts';
import { useRecognised } from '../../../lib/recognised.ts';
import { useSettings } from '../../../lib/settings.ts';
import { Button } from '../../../ui/button.tsx';
import { CommandLine } from '../../../ui/command-line.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { FrameworkChoice } from '../../../ui/framework-choice.tsx';
import { PayloadView } from '../../../ui/payload-view/payload-view.tsx';
import { DecodedAs } from './decoded-as.tsx';
import { Swatch } from '../../../ui/swatch.tsx';
import type { MessageRow } from './feed-rows.ts';
import { isIn, type FilterControl } from '../../../ui/feed/filter-state.ts';
import type { LookControl } from './look-store.ts';
import { jsonLine, payloadText } from './message-text.ts';
import { useDecoded } from './use-decoded.ts';
import { NotificationFacts } from './notification-line.tsx';
import { publishCommand } from '../subscriptions/subscription-names.ts';

const SHOWN_PAYLOAD = 300;
const NONE: readonly Uint8Array[] = [];

interface MessageDetailProps {
  feedId: string;
  row: MessageRow;
  /** Of its channel, 1-8. */
  color: number | undefined;
  filtering: FilterControl;
  looking: LookControl;
  /** What else brought this message. */
  also: readonly string[];
  onRepublish: (record: FeedRecord) => void;
}

/** One message whole: where it came from, its payload, and the command that would send it again. */
export function MessageDetail(props: MessageDetailProps) {
  const { feedId, row, color, filtering, looking, also, onRepublish } = props;
  const channel: HeardBy = { kind: row.sharded ? 'shard' : 'channel', name: row.channelBytes };
  const isMuted = isIn(filtering.state.muted, channel);
  const isSolo = isIn(filtering.state.solo, channel);
  const { utc } = useSettings();
  const { data: record, error, refetch } = useEngineQuery('feeds.record', { feedId, seq: row.seq });
  const chosen = looking.chosenFor(row);
  const connectionId = useActiveConnection()?.profile.id ?? '';
  const isWritten = row.notification === null && connectionId !== '';
  const recognised = useRecognised('channels', connectionId, isWritten ? [row.channelBytes] : NONE);
  const whose = recognised.get(row.channel);
  const decoding = useDecoded(feedId, row.seq, record, chosen?.as ?? null, whose?.framework ?? null);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <dl className="grid flex-none grid-cols-[92px_1fr] gap-x-2 gap-y-0.5 border-b border-line-soft px-3 py-2 [&_dd]:truncate [&_dd]:font-mono [&_dd]:text-xs/5 [&_dt]:text-muted">
        <dt>channel</dt>
        <dd title={row.channel}>
          {color !== undefined && <Swatch color={color} />} {row.channel}
        </dd>
        {isWritten && (
          <>
            <dt>written by</dt>
            <dd>
              <FrameworkChoice connectionId={connectionId} of="channel" name={row.channel} whose={whose} />
            </dd>
          </>
        )}
        {row.notification && <NotificationFacts notification={row.notification} />}
        <dt>heard by</dt>
        <dd className="whitespace-normal!">
          {row.sharded
            ? 'sharded channel name'
            : row.pattern === null
              ? 'channel name'
              : `pattern ${row.pattern}`}
          {also.length > 0 && <span className="text-muted">, once more by {also.join(', ')}</span>}
        </dd>
        <dt>received</dt>
        <dd>{formatFullTime(row.time, { utc })}</dd>
      </dl>
      {error ? (
        <div className="p-3">
          <ErrorPanel what="The message cannot be shown whole." error={error} onRetry={refetch} />
          <pre className="mono pt-2 whitespace-pre-wrap wrap-anywhere">{row.preview}</pre>
        </div>
      ) : record && decoding.payload ? (
        <>
          {decoding.error && (
            <div className="flex-none border-b border-line-soft p-2">
              <ErrorPanel
                what="Showing the raw bytes instead."
                error={decoding.error}
                onRetry={decoding.again}
              />
            </div>
          )}
          <PayloadView
            bytes={record.payload}
            decoded={decoding.payload}
            onColumn={looking.addColumn}
            foot={<DecodedAs row={row} record={record} decoding={decoding} looking={looking} />}
          />
          <footer className="flex flex-none flex-col gap-2 border-t border-line px-3 py-2.5">
            <div className="flex flex-wrap gap-2">
              <Button onClick={() => onRepublish(record)}>Republish…</Button>
              <Button aria-pressed={isMuted} onClick={() => filtering.toggle('muted', channel)}>
                {isMuted ? 'Unmute' : 'Mute'} channel
              </Button>
              <Button aria-pressed={isSolo} onClick={() => filtering.toggle('solo', channel)}>
                {isSolo ? 'End solo' : 'Solo'}
              </Button>
              <CopyButton
                title="Copy"
                label="Copy the payload"
                text={() => payloadText(decoding.decoded?.bytes ?? record.payload)}
              />
              <CopyButton
                title="Copy as JSONL"
                label="Copy the message as one line of JSON"
                text={() => jsonLine(record)}
              />
            </div>
            <CommandLine
              oneLine
              text={() => publishText(record, record.payload)}
              shown={publishText(record, record.payload.subarray(0, SHOWN_PAYLOAD))}
            />
          </footer>
        </>
      ) : null}
    </div>
  );
}

function publishText(record: FeedRecord, payload: Uint8Array): string {
  return commandText([publishCommand(record.sharded), record.channel, payload]);
}
