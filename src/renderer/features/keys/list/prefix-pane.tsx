import { ListFilter, Trash2, X } from 'lucide-react';
import { escapeGlob } from '#shared/redis/glob.ts';
import { bytesText } from '#shared/redis/text.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { formatDuration } from '../../../lib/format/durations.ts';
import { countOf, formatCount } from '../../../lib/format/numbers.ts';
import { go } from '../../../lib/navigation.ts';
import { useRecognised } from '../../../lib/recognised.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { FrameworkChoice } from '../../../ui/framework-choice.tsx';
import { whoseText } from '../../../ui/framework-tag.tsx';
import { MissingCommands } from '../../../ui/missing-commands.tsx';
import { summaryMemory, typeName } from '../key-words.ts';
import { OpenAsQueue } from '../queues/open-as-queue.tsx';

/** Looked at for the summary. */
const SAMPLE = 500;

interface PrefixPaneProps {
  connectionId: string;
  walkId: string;
  prefix: Uint8Array;
  /** All keys have been looked at. */
  isFinished: boolean;
  onDelete: () => void;
  onClose: () => void;
}

/** The pattern of all keys that begin with a prefix, as it is typed. */
export function patternOf(prefix: Uint8Array): string {
  return `${bytesText(escapeGlob(prefix))}*`;
}

/** What the keys of a prefix are: how many, of which types, what they cost and when they expire. */
export function PrefixPane({ connectionId, walkId, prefix, isFinished, onDelete, onClose }: PrefixPaneProps) {
  const { data, error, refetch } = useEngineQuery(
    'keys.summaries',
    { walkId, prefixes: [prefix], sample: SAMPLE },
    { everyMs: 5_000 },
  );
  const name = bytesText(prefix);
  const walk = { walkId, state: isFinished ? 'finished' : 'walking' };
  const whose = useRecognised('prefixes', connectionId, [prefix], walk).get(name);
  const summary = data?.[0];
  const isPart = summary !== undefined && summary.sampled < summary.keys;
  return (
    <section
      aria-label={`Keys that begin with ${bytesText(prefix)}`}
      className="flex min-h-0 flex-1 flex-col"
    >
      <header className="flex h-10 flex-none items-center gap-2 border-b border-line px-3">
        <h2 className="mono min-w-0 truncate font-medium" title={bytesText(prefix)}>
          {bytesText(prefix)}
        </h2>
        <span className="flex-1" />
        <OpenAsQueue connectionId={connectionId} of={{ walkId, prefix }} whose={whose} />
        <Button
          icon={<ListFilter size={13} aria-hidden />}
          onClick={() => go('keys', { named: patternOf(prefix), view: 'flat' })}
        >
          List them
        </Button>
        <Button variant="danger" icon={<Trash2 size={13} aria-hidden />} onClick={onDelete}>
          Delete them…
        </Button>
        <IconButton label="Close the summary" onClick={onClose}>
          <X size={15} aria-hidden />
        </IconButton>
      </header>
      {error && (
        <div className="p-3">
          <ErrorPanel error={error} onRetry={refetch} />
        </div>
      )}
      {summary && (
        <div className="min-h-0 flex-1 overflow-y-auto">
          <dl className="grid grid-cols-[110px_1fr] gap-x-2 gap-y-1 px-3 py-3 [&_dt]:text-muted">
            <dt>keys</dt>
            <dd>
              {formatCount(summary.keys)}
              {!isFinished && ' so far'}
            </dd>
            <dt>written by</dt>
            <dd>
              <FrameworkChoice connectionId={connectionId} of="prefix" name={name} whose={whose} />
              {whose && <p className="whitespace-pre-line text-xs/[18px] text-muted">{whoseText(whose)}</p>}
            </dd>
            <dt>types</dt>
            <dd>
              {summary.types === null
                ? 'not known'
                : summary.types
                    .map(({ type, count }) => `${formatCount(count)} ${typeName(type)}`)
                    .join(' · ')}
            </dd>
            <dt>memory</dt>
            <dd>{summaryMemory(summary.keys, summary)}</dd>
            <dt>expiry</dt>
            <dd>{expiryText(summary.expiring, summary.sampled)}</dd>
          </dl>
          {isPart && (
            <p className="px-3 text-xs/[18px] text-muted">
              Types, memory and expiry are of {countOf(summary.sampled, 'key')} taken from all over them.
            </p>
          )}
          <div className="px-3 py-2">
            <MissingCommands commands={summary.missing} />
          </div>
        </div>
      )}
    </section>
  );
}

function expiryText(
  expiring: { count: number; firstMs: number | null; lastMs: number | null } | null,
  sampled: number,
): string {
  if (expiring === null) return 'not known';
  if (expiring.count === 0) return 'none expires';
  const many = expiring.count === sampled ? 'all expire' : `${formatCount(expiring.count)} expire`;
  return expiring.firstMs === expiring.lastMs
    ? `${many}, in ${formatDuration(expiring.firstMs)}`
    : `${many}, the first in ${formatDuration(expiring.firstMs)}, the last in ${formatDuration(expiring.lastMs)}`;
}
