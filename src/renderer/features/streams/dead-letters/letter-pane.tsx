import { useState } from 'react';
import type { StreamActionProgress } from '#shared/contract/stream-actions.ts';
import { splitDeadLetter } from '#shared/redis/dead-letter.ts';
import { bytesText, parseBytesText } from '#shared/redis/text.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { formatFullTime } from '../../../lib/format/times.ts';
import { useSettings } from '../../../lib/settings.ts';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { Checkbox } from '../../../ui/switch.tsx';
import { ActionPanel } from '../actions/action-panel.tsx';
import { FieldsEditor, type TypedField } from '../entries/fields-editor.tsx';

interface LetterPaneProps {
  connectionId: string;
  streamKey: Uint8Array;
  id: string;
  onDone: (progress: StreamActionProgress) => void;
}

/** One dead letter: where it came from, and a way to mend it before it goes back. */
export function LetterPane({ connectionId, streamKey, id, onDone }: LetterPaneProps) {
  const { utc } = useSettings();
  const {
    data: entry,
    error,
    refetch,
  } = useEngineQuery('streams.entry', { connectionId, key: streamKey, id });
  const [fields, setFields] = useState<readonly TypedField[] | null>(null);
  const [remove, setRemove] = useState(true);
  if (error)
    return (
      <div className="p-3">
        <ErrorPanel error={error} onRetry={refetch} />
      </div>
    );
  if (!entry) return null;
  const letter = splitDeadLetter(entry.fields);
  const original = (letter?.original ?? entry.fields).map(field => ({
    name: bytesText(field.name),
    value: bytesText(field.value),
  }));
  const shown = fields ?? original;
  const edited = JSON.stringify(shown) !== JSON.stringify(original);
  const isWhole =
    entry.fields.length === entry.fieldCount &&
    entry.fields.every(field => field.value.length === field.valueSize);
  const { provenance } = letter ?? {};
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      {provenance ? (
        <dl className="grid flex-none grid-cols-[92px_1fr] gap-x-2 gap-y-0.5 border-b border-line-soft px-3 py-2 [&_dd]:truncate [&_dd]:font-mono [&_dd]:text-xs/5 [&_dt]:text-muted">
          <dt>from</dt>
          <dd>
            {bytesText(provenance.source)} {provenance.id}
          </dd>
          <dt>group</dt>
          <dd>
            {bytesText(provenance.group)}
            {provenance.consumer.length > 0 && ` · ${bytesText(provenance.consumer)}`}
          </dd>
          <dt>deliveries</dt>
          <dd>{provenance.deliveries}</dd>
          <dt>moved</dt>
          <dd>{formatFullTime(provenance.movedAt, { utc })}</dd>
          <dt>reason</dt>
          <dd title={provenance.reason}>{provenance.reason || '—'}</dd>
        </dl>
      ) : (
        <p className="border-b border-line-soft px-3 py-2 text-muted">
          This is an ordinary entry, not a dead letter: it does not say where it came from, so it is not
          requeued.
        </p>
      )}
      {letter && (
        <div className="flex flex-col gap-3 p-3">
          {isWhole && shown.length > 0 ? (
            <FieldsEditor fields={shown} onFields={setFields} />
          ) : (
            <p className="text-muted">Too large to edit here; you can requeue it unchanged.</p>
          )}
          <Checkbox checked={remove} onChecked={setRemove} label="Remove it from the dead letters" />
          <ActionPanel
            connectionId={connectionId}
            action={{
              kind: 'requeue',
              key: streamKey,
              ids: [id],
              fields: edited
                ? shown.map(field => [parseBytesText(field.name), parseBytesText(field.value)])
                : null,
              remove,
            }}
            onDone={onDone}
          />
        </div>
      )}
    </div>
  );
}
