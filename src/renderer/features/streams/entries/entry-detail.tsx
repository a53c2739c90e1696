import { Ban, CircleCheck, Clock, Hourglass } from 'lucide-react';
import { useState } from 'react';
import type { EntryJourney, WholeEntry } from '#shared/contract/streams.ts';
import { commandText } from '#shared/redis/command-text.ts';
import { timeOfStreamId } from '#shared/redis/stream-id.ts';
import { bytesText, previewText, utf8Text } from '#shared/redis/text.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { formatExactBytes } from '../../../lib/format/byte-sizes.ts';
import { formatDuration } from '../../../lib/format/durations.ts';
import { formatCount } from '../../../lib/format/numbers.ts';
import { formatFullTime } from '../../../lib/format/times.ts';
import { useSettings } from '../../../lib/settings.ts';
import { Button } from '../../../ui/button.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { MissingCommands } from '../../../ui/missing-commands.tsx';
import { JsonLine } from '../../../ui/json-line.tsx';
import { FieldValue } from './field-value.tsx';
import type { TypedField } from './fields-editor.tsx';

interface EntryDetailProps {
  connectionId: string;
  streamKey: Uint8Array;
  id: string;
  /** Offers to add it again, edited. */
  onReAdd?: ((fields: TypedField[]) => void) | undefined;
}

/** One entry whole: its fields, the one that is looked at decoded, and where each group stands with it. */
export function EntryDetail({ connectionId, streamKey, id, onReAdd }: EntryDetailProps) {
  const { utc } = useSettings();
  const [chosen, setChosen] = useState(0);
  const address = { connectionId, key: streamKey, id };
  const { data: entry, error, refetch } = useEngineQuery('streams.entry', address);
  const { data: journey } = useEngineQuery('streams.journey', address, { everyMs: 2_000 });
  const time = timeOfStreamId(id);
  const field = entry?.fields[chosen] ?? entry?.fields[0];
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <dl className="grid flex-none grid-cols-[92px_1fr] gap-x-2 gap-y-0.5 border-b border-line-soft px-3 py-2 [&_dd]:truncate [&_dd]:font-mono [&_dd]:text-xs/5 [&_dt]:text-muted">
        <dt>id</dt>
        <dd>{id}</dd>
        <dt>added</dt>
        <dd>{time === null ? 'this id contains no time' : formatFullTime(time, { utc })}</dd>
        {entry && (
          <>
            <dt>size</dt>
            <dd>
              {formatExactBytes(entry.size)} in {formatCount(entry.fieldCount)}{' '}
              {entry.fieldCount === 1 ? 'field' : 'fields'}
            </dd>
          </>
        )}
      </dl>
      {journey && <Journey journey={journey} />}
      {error && (
        <div className="p-3">
          <ErrorPanel error={error} onRetry={refetch} />
        </div>
      )}
      {entry && field && (
        <>
          <FieldList entry={entry} chosen={chosen} onChosen={setChosen} />
          <FieldValue
            key={`${id} ${chosen}`}
            connectionId={connectionId}
            streamKey={streamKey}
            id={id}
            field={field}
            index={entry.fields.indexOf(field)}
          />
          <footer className="flex flex-none flex-wrap gap-2 border-t border-line px-3 py-2.5">
            {onReAdd && (
              <Button
                disabled={!isWhole(entry)}
                title={isWhole(entry) ? undefined : 'Too large to edit here.'}
                onClick={() => onReAdd(typedFields(entry))}
              >
                Edit and add again…
              </Button>
            )}
            <CopyButton
              title="Copy as redis-cli"
              label="Copy the entry as an XADD command"
              text={() => addCommand(streamKey, entry)}
            />
            <CopyButton
              title="Copy as JSONL"
              label="Copy the entry as one line of JSON"
              text={() => jsonLine(entry)}
            />
          </footer>
        </>
      )}
    </div>
  );
}

const states = {
  waiting: { icon: Clock, word: 'still to come', tone: 'text-muted' },
  pending: { icon: Hourglass, word: 'pending', tone: 'text-pending' },
  done: { icon: CircleCheck, word: 'behind it', tone: 'text-ok' },
} as const;

/** Where each group stands with the entry. */
function Journey({ journey }: { journey: EntryJourney }) {
  const { exists, steps, missing } = journey;
  if (steps?.length === 0 && missing.length === 0) return null;
  return (
    <ul
      aria-label="Groups and this entry"
      className="flex max-h-32 flex-none flex-col gap-0.5 overflow-y-auto border-b border-line-soft px-3 py-2"
    >
      {missing.length > 0 && (
        <li>
          <MissingCommands commands={missing} unknown="where groups stand with this entry is not known." />
        </li>
      )}
      {exists === false && (
        <li className="flex items-center gap-2 text-danger">
          <Ban size={13} aria-hidden /> deleted or trimmed
        </li>
      )}
      {steps?.map(step => {
        const { icon: Icon, word, tone } = states[step.state];
        const name = bytesText(step.group);
        return (
          <li key={name} className="flex items-center gap-2">
            <Icon size={13} aria-hidden className={tone} />
            <span className="mono truncate">{name}</span> <span className={tone}>{word}</span>{' '}
            {step.state === 'pending' && (
              <span className="truncate text-muted">
                {step.consumer && step.consumer.length > 0
                  ? `with ${bytesText(step.consumer)}`
                  : 'without an owner'}
                {step.idleMs !== null && step.idleMs >= 0 && ` for ${formatDuration(step.idleMs)}`}, delivered{' '}
                {formatCount(BigInt(step.deliveries ?? '0'))}×
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}

interface FieldListProps {
  entry: WholeEntry;
  chosen: number;
  onChosen: (index: number) => void;
}

/** The fields in order; a press shows one of them decoded. */
function FieldList({ entry, chosen, onChosen }: FieldListProps) {
  return (
    <div className="max-h-[38%] flex-none overflow-y-auto border-b border-line py-1">
      {entry.fields.map((field, index) => (
        <button
          key={index}
          type="button"
          aria-pressed={index === chosen}
          className="mono flex w-full min-w-0 gap-2 px-3 py-px text-left hover:bg-hover aria-pressed:bg-accent-bg"
          onClick={() => onChosen(index)}
        >
          <span className="json-key max-w-[40%] shrink-0 truncate">{bytesText(field.name)}</span>
          <span className="truncate">
            <JsonLine text={previewText(field.value.subarray(0, 300), field.value.length > 300)} />
          </span>
        </button>
      ))}
      {entry.fields.length < entry.fieldCount && (
        <p className="px-3 py-1 text-xs/[18px] text-muted">
          The first {formatCount(entry.fields.length)} of {formatCount(entry.fieldCount)} fields.
        </p>
      )}
    </div>
  );
}

function isWhole(entry: WholeEntry): boolean {
  return (
    entry.fields.length === entry.fieldCount &&
    entry.fields.every(field => field.value.length === field.valueSize)
  );
}

function typedFields(entry: WholeEntry): TypedField[] {
  return entry.fields.map(field => ({ name: bytesText(field.name), value: bytesText(field.value) }));
}

function addCommand(key: Uint8Array, entry: WholeEntry): string {
  return commandText(['XADD', key, '*', ...entry.fields.flatMap(field => [field.name, field.value])]);
}

function jsonLine(entry: WholeEntry): string {
  const part = (bytes: Uint8Array) =>
    utf8Text(bytes) ?? { base64: btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join('')) };
  return JSON.stringify({
    id: entry.id,
    fields: entry.fields.map(field => [part(field.name), part(field.value)]),
  });
}
