import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { useInCluster } from '../../lib/active-connection.ts';
import { bytesText } from '#shared/redis/text.ts';
import { go } from '../../lib/navigation.ts';
import { PickList } from '../../ui/pick-list.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Popover } from '../../ui/popover.tsx';
import { OpenByName } from './list/open-by-name.tsx';
import { useStreamList } from '../../lib/stream-list.ts';

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
  const inCluster = useInCluster();
  const { streams, listing, error } = useStreamList(connectionId, '', 0);
  if (error)
    return (
      <div className="flex flex-col gap-2">
        <ErrorPanel what="The streams cannot be listed." error={error} onRetry={null} />
        <OpenByName onDone={onDone} />
      </div>
    );
  return (
    <PickList
      label="Part of a stream's name"
      choices={streams.map(({ key, name }) => ({ value: key, label: name }))}
      current={current}
      none={
        !listing?.finished
          ? ''
          : inCluster
            ? 'No stream of this node matches this name.'
            : 'No stream matches this name.'
      }
      onPick={key => {
        onDone();
        go('streams', { stream: key });
      }}
    />
  );
}
