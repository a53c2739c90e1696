import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { useInCluster } from '../../lib/active-connection.ts';
import { bytesText } from '#shared/redis/text.ts';
import { go } from '../../lib/navigation.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Input } from '../../ui/field.tsx';
import { Popover } from '../../ui/popover.tsx';
import { OpenByName } from './list/open-by-name.tsx';
import { useStreamList } from './list/use-stream-list.ts';

/** More than a person reads: typing narrows it. */
const SHOWN = 50;

interface StreamPickerProps {
  connectionId: string;
  streamKey: Uint8Array;
}

/** The name of the open stream, and under it the way to another one. */
export function StreamPicker({ connectionId, streamKey }: StreamPickerProps) {
  const [open, setOpen] = useState(false);
  const name = bytesText(streamKey);
  return (
    <Popover
      open={open}
      onOpen={setOpen}
      title="Go to a stream"
      trigger={
        <button
          type="button"
          aria-label={`Stream ${name}; choose another`}
          className="mono flex h-7 max-w-[320px] min-w-0 items-center gap-2 rounded-md border border-line bg-bg px-2 hover:border-control"
        >
          <span className="truncate">{name}</span>
          <ChevronDown size={14} aria-hidden className="shrink-0 text-muted" />
        </button>
      }
    >
      {open && <Choice connectionId={connectionId} current={name} onDone={() => setOpen(false)} />}
    </Popover>
  );
}

interface ChoiceProps {
  connectionId: string;
  current: string;
  onDone: () => void;
}

function Choice({ connectionId, current, onDone }: ChoiceProps) {
  const [text, setText] = useState('');
  const inCluster = useInCluster();
  const { streams, listing, error } = useStreamList(connectionId, '', 0);
  const matching = streams.filter(stream => stream.name.toLowerCase().includes(text.toLowerCase()));
  const choose = (key: Uint8Array) => {
    onDone();
    go('streams', { stream: key });
  };
  if (error)
    return (
      <div className="flex flex-col gap-2">
        <ErrorPanel what="The streams cannot be listed." error={error} />
        <OpenByName onDone={onDone} />
      </div>
    );
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={event => {
        event.preventDefault();
        if (matching[0]) choose(matching[0].key);
      }}
    >
      <Input
        mono
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the popover was opened to type here
        autoFocus
        aria-label="Part of a stream's name"
        placeholder="part of its name"
        value={text}
        onChange={event => setText(event.target.value)}
      />
      <ul className="flex max-h-72 flex-col overflow-y-auto">
        {matching.slice(0, SHOWN).map(stream => (
          <li key={stream.name}>
            <button
              type="button"
              aria-current={stream.name === current || undefined}
              className="mono h-7 w-full truncate rounded-sm px-2 text-left hover:bg-hover focus-visible:outline-offset-[-2px] aria-[current]:text-accent-text"
              onClick={() => choose(stream.key)}
            >
              {stream.name}
            </button>
          </li>
        ))}
      </ul>
      {matching.length > SHOWN && (
        <p className="text-xs/[18px] text-muted">and {matching.length - SHOWN} more</p>
      )}
      {matching.length === 0 && listing?.finished && (
        <p className="text-muted">
          {inCluster ? 'No stream of this node matches this name.' : 'No stream matches this name.'}
        </p>
      )}
    </form>
  );
}
