import { Check } from 'lucide-react';
import { wordText } from '#shared/redis/text.ts';
import { cx } from '../../lib/class-names.ts';
import { useEngineQuery } from '../../lib/engine-query.ts';
import { formatCount } from '../../lib/format/numbers.ts';
import { useStreamList } from '../../lib/stream-list.ts';
import { splitNames } from '../../lib/typed-names.ts';

interface KnownNamesProps {
  kind: 'channel' | 'stream';
  connectionId: string;
  /** What is typed: the names that it holds are marked, its last word narrows the list. */
  typed: string;
  onTyped: (text: string) => void;
}

/** More than a person reads: typing narrows it. */
const SHOWN = 50;
const ASK_EVERY_MS = 2_000;

/** What the server has of such names now; one press takes a name, another one leaves it out. */
export function KnownNames(props: KnownNamesProps) {
  return props.kind === 'channel' ? <Channels {...props} /> : <Streams {...props} />;
}

function Channels(props: KnownNamesProps) {
  const { data, error } = useEngineQuery(
    'pubsub.channels',
    { connectionId: props.connectionId, search: '' },
    { everyMs: ASK_EVERY_MS },
  );
  return (
    <Names
      {...props}
      label="Channels heard now"
      names={
        data?.channels.filter(({ kind }) => kind === 'channel').map(({ name }) => wordText(name)) ?? null
      }
      none="Nobody subscribes to a channel now. Type a name, or a pattern."
      problem={error?.message}
    />
  );
}

function Streams(props: KnownNamesProps) {
  const { streams, listing, error } = useStreamList(props.connectionId, '', 0);
  return (
    <Names
      {...props}
      label="Streams of this database"
      names={listing?.finished || streams.length > 0 ? streams.map(({ key }) => wordText(key)) : null}
      none="This database has no stream yet. Type its name."
      problem={error?.message}
    />
  );
}

interface NamesProps extends KnownNamesProps {
  label: string;
  /** Null while they are not known. */
  names: readonly string[] | null;
  none: string;
  problem: string | undefined;
}

function Names({ typed, onTyped, label, names, none, problem }: NamesProps) {
  const words = splitNames(typed);
  const part = /\s$/.test(typed) || names?.includes(words.at(-1) ?? '') ? '' : (words.at(-1) ?? '');
  const matching = names?.filter(name => name.toLowerCase().includes(part.toLowerCase())) ?? [];
  const take = (name: string) => {
    const others = words.filter(word => word !== name && word !== part);
    onTyped((words.includes(name) ? others : [...others, name]).join(' '));
  };
  return (
    <div className="flex min-h-0 flex-col gap-1">
      <p className="text-xs/[18px] font-medium text-muted">{label}</p>
      {problem !== undefined && <p className="text-pending">They cannot be listed: {problem}</p>}
      {names?.length === 0 && <p className="text-muted">{none}</p>}
      {matching.length > 0 && (
        <ul
          aria-label={label}
          className="flex max-h-36 flex-col overflow-y-auto rounded-md border border-line"
        >
          {matching.slice(0, SHOWN).map(name => (
            <li key={name}>
              <button
                type="button"
                aria-pressed={words.includes(name)}
                className="mono flex h-7 w-full items-center gap-1.5 px-2 text-left hover:bg-hover focus-visible:outline-offset-[-2px] aria-pressed:text-accent-text"
                onClick={() => take(name)}
              >
                <Check
                  size={13}
                  aria-hidden
                  className={cx('flex-none', !words.includes(name) && 'invisible')}
                />
                <span className="truncate">{name}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {matching.length > SHOWN && (
        <p className="text-xs/[18px] text-muted">and {formatCount(matching.length - SHOWN)} more</p>
      )}
    </div>
  );
}
