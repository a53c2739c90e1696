import { TriangleAlert } from 'lucide-react';
import type { Preview } from '#shared/contract/compose.ts';
import { countOf, formatCount } from '../../../lib/format/numbers.ts';
import type { JsonPath } from '../../../lib/json/edits.ts';
import { go } from '../../../lib/navigation.ts';
import { Button } from '../../../ui/button.tsx';
import { CommandLine } from '../../../ui/command-line.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { cx } from '../../../lib/class-names.ts';

interface WriteTabProps {
  preview: Preview | null;
  /** Events that the preview was made of. */
  events: number;
  /** Of the file, as an exported one is called. */
  fileName: string;
  /** Sets a member of the pipeline. */
  onSet: (path: JsonPath, value: unknown) => void;
  /** Opens the form at a member of the pipeline. */
  onGoTo: (path: JsonPath) => void;
}

/** What the pipeline would write for the sample, what is there already, and what holds. */
export function WriteTab({ preview, events, fileName, onSet, onGoTo }: WriteTabProps) {
  const run = `millrace run ${fileName}`;
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto p-3">
      {preview?.transaction && events > 0 && preview.transaction.count > 0 ? (
        <section aria-label="Transaction">
          <p className="pb-1 text-xs/[18px] text-muted">
            for {events === 1 ? 'this event' : `these ${countOf(events, 'event')}`}, one transaction of{' '}
            {countOf(preview.transaction.count, 'command')}
            {preview.transaction.commands.length < preview.transaction.count &&
              `, the last ${formatCount(preview.transaction.commands.length)} of them`}
          </p>
          <CommandLine whole text={['MULTI', ...preview.transaction.commands, 'EXEC'].join('\n')} />
        </section>
      ) : (
        <p className="text-muted">
          {preview === null || preview.problems.length > 0
            ? 'What it would write appears here once every step is complete.'
            : preview.transaction
              ? events > 0
                ? 'For these events it would write nothing.'
                : 'What it would write appears here with the first event.'
              : 'It writes nothing to Redis.'}
        </p>
      )}
      {alikeOf(preview?.targets ?? []).map(([{ sink, key, text, isInTheWay, instead }, ...alike]) => (
        <div
          key={`${sink} ${key}`}
          role="note"
          className={cx(
            'rounded-md border px-2.5 py-2',
            isInTheWay ? 'border-danger/50 bg-danger-bg' : 'border-pending/50 bg-pending-bg',
          )}
        >
          <p
            className={cx(
              'flex items-center gap-1.5 font-medium',
              isInTheWay ? 'text-danger' : 'text-pending',
            )}
          >
            <TriangleAlert size={13} aria-hidden className="flex-none" />
            <span className="min-w-0 wrap-anywhere">
              <span className="mono">{key}</span> {text}
            </span>
          </p>
          {alike.length > 0 && (
            <p
              className="pt-0.5 wrap-anywhere"
              title={alike.map(other => `${other.key} ${other.text}`).join('\n')}
            >
              The same goes for {namesOf(alike)}.
            </p>
          )}
          <p className="pt-0.5 pb-1.5 text-muted">
            {isInTheWay
              ? 'The pipeline could not write there. Choose another key.'
              : 'The pipeline adds to what is there. Choose another key to begin with an empty one.'}
          </p>
          <div className="flex flex-wrap gap-1.5">
            <Button onClick={() => go('keys', { key: new TextEncoder().encode(key) })}>Look at it</Button>
            {instead && (
              <Button
                className="max-w-full"
                title={`Set ${instead.path.join('.')} to ${instead.value}: nothing is there yet of what these events would write`}
                onClick={() => onSet(instead.path, instead.value)}
              >
                <span className="truncate">
                  Use <span className="mono">{instead.value}</span>
                </span>
              </Button>
            )}
          </div>
        </div>
      ))}
      {preview && preview.guarantee !== '' && (
        <section aria-label="What holds">
          <p className="text-xs/[18px] text-muted">What holds</p>
          <p>{sentence(preview.guarantee)}</p>
          {preview.stronger !== null && (
            <p className="pt-1 text-muted">
              Stronger: <span className="text-text">{preview.stronger.text}</span>{' '}
              <button
                type="button"
                className="rounded-sm text-accent-text hover:underline"
                onClick={() => onGoTo(preview.stronger!.path)}
              >
                Show where
              </button>
            </p>
          )}
        </section>
      )}
      <section aria-label="Command line" className="mt-auto">
        <p className="pb-1 text-xs/[18px] text-muted">Without a screen, once it is exported</p>
        <div className="flex items-center rounded-md border border-line bg-bg">
          <code className="mono min-w-0 flex-1 truncate px-2.5 py-1">$ {run}</code>
          <CopyButton text={run} label="Copy the command line" />
        </div>
      </section>
    </div>
  );
}

type Target = Preview['targets'][number];
/** More keys than these are counted. */
const MOST_NAMES = 5;

/** Keys of one sink under which the same kind of thing was found: one note is of all of them. */
function alikeOf(targets: readonly Target[]): [Target, ...Target[]][] {
  const groups = new Map<string, [Target, ...Target[]]>();
  for (const target of targets) {
    const kind = `${target.sink} ${target.isInTheWay} ${target.text.replace(/ with .*? already/, '')}`;
    const group = groups.get(kind);
    if (group) group.push(target);
    else groups.set(kind, [target]);
  }
  return [...groups.values()];
}

function namesOf(targets: readonly Target[]): string {
  const names = targets.slice(0, MOST_NAMES).map(({ key }) => key);
  const more = targets.length - names.length;
  const last = more > 0 ? countOf(more, 'more key') : names.pop()!;
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}
