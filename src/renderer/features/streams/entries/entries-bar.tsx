import { ArrowDownToLine, ArrowUpToLine, Columns3, Square, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { parseRangeBound } from '#shared/redis/stream-id.ts';
import type { Condition } from '#shared/contract/condition.ts';
import { useAction } from '../../../lib/actions.ts';
import { formatCount } from '../../../lib/format/numbers.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { Input } from '../../../ui/field.tsx';
import { Popover } from '../../../ui/popover.tsx';
import { Checkbox } from '../../../ui/switch.tsx';
import { ConditionInput } from '../condition-input.tsx';
import { idFromText } from '../time-inputs.ts';
import type { TypedRange } from './entry-rows.ts';
import { OrderAndCount, type OrderAndCountProps } from './order-and-count.tsx';
import type { EntryScan } from './use-entry-scan.ts';

/** An end of the stream, or the id of the entry to begin with. */
export type JumpTarget = { end: 'first' | 'last' } | { id: string };

export const WHOLE: TypedRange = { start: '-', end: '+' };

interface EntriesBarProps extends OrderAndCountProps {
  connectionId: string;
  streamKey: Uint8Array;
  serverTime: number;
  range: TypedRange;
  onRange: (range: TypedRange) => void;
  onJump: (to: JumpTarget) => void;
  filter: Condition | null;
  onFilter: (filter: Condition | null) => void;
  scan: EntryScan;
  /** Names seen in the entries that are here. */
  names: readonly string[];
  fields: readonly string[];
  onFields: (fields: readonly string[]) => void;
  selected: number;
  onDelete: () => void;
}

/** Where to look, for what, and in which columns. */
export function EntriesBar(props: EntriesBarProps) {
  const { filter, scan, selected, onDelete, onFilter } = props;
  return (
    <div className="flex min-h-10 flex-none flex-wrap items-center gap-2 border-b border-line bg-surface px-3 py-1.5">
      <JumpInput {...props} />
      <RangePopover {...props} />
      {filter === null && <OrderAndCount {...props} />}
      <FilterInput {...props} />
      {filter && (
        <>
          <span role="status" className="text-muted">
            {formatCount(scan.matched)} matched of {formatCount(scan.scanned)} scanned
            {scan.failed > 0 && (
              <span className="text-pending" title={scan.failure ?? undefined}>
                {' '}
                · failed on {formatCount(scan.failed)}
              </span>
            )}
          </span>
          {scan.running ? (
            <Button icon={<Square size={12} aria-hidden />} onClick={scan.stop}>
              Stop
            </Button>
          ) : (
            !scan.finished && <Button onClick={scan.next}>Next 100 matches</Button>
          )}
          <IconButton label="Show all entries again" onClick={() => onFilter(null)}>
            <X size={15} aria-hidden />
          </IconButton>
        </>
      )}
      <span className="flex-1" />
      {selected > 0 && (
        <Button variant="danger" icon={<Trash2 size={13} aria-hidden />} onClick={onDelete}>
          Delete {formatCount(selected)}…
        </Button>
      )}
      <ColumnsPopover {...props} />
    </div>
  );
}

function JumpInput({ serverTime, onJump }: EntriesBarProps) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  useAction({
    id: 'entries.first',
    title: 'Go to the first entry',
    group: 'Streams',
    run: () => onJump({ end: 'first' }),
  });
  useAction({
    id: 'entries.last',
    title: 'Go to the last entry',
    group: 'Streams',
    run: () => onJump({ end: 'last' }),
  });
  const jump = () => {
    const id = idFromText(text, serverTime);
    setProblem(id === null ? 'An id, "10 m ago", a time of today, or a date.' : null);
    if (id !== null) onJump({ id });
  };
  return (
    <form
      className="flex items-center"
      onSubmit={event => {
        event.preventDefault();
        jump();
      }}
    >
      <IconButton label="First entry" onClick={() => onJump({ end: 'first' })}>
        <ArrowUpToLine size={15} aria-hidden />
      </IconButton>
      <Input
        mono
        aria-label="Go to an id or a time"
        aria-invalid={problem !== null || undefined}
        title={problem ?? 'An id, "10 m ago", a time of today, or a date; Enter goes there'}
        placeholder="id or 10 m ago"
        className="w-40! max-[1100px]:w-28!"
        value={text}
        onChange={event => {
          setText(event.target.value);
          setProblem(null);
        }}
      />
      <IconButton label="Last entry" onClick={() => onJump({ end: 'last' })}>
        <ArrowDownToLine size={15} aria-hidden />
      </IconButton>
      {problem !== null && (
        <span role="alert" className="pl-1 text-xs/[18px] text-danger">
          {problem}
        </span>
      )}
    </form>
  );
}

function RangePopover({ range, onRange }: EntriesBarProps) {
  const [open, setOpen] = useState(false);
  const [start, setStart] = useState(range.start);
  const [end, setEnd] = useState(range.end);
  const problem = problemOf(start) ?? problemOf(end);
  const whole = range.start === '-' && range.end === '+';
  return (
    <Popover
      open={open}
      onOpen={setOpen}
      title="Range, as XRANGE takes it"
      trigger={<Button variant="quiet">{whole ? 'whole stream' : `${range.start} … ${range.end}`}</Button>}
    >
      <form
        className="flex flex-col gap-2"
        onSubmit={event => {
          event.preventDefault();
          if (problem !== null) return;
          onRange({ start: start.trim(), end: end.trim() });
          setOpen(false);
        }}
      >
        <div className="flex gap-2">
          <Input mono aria-label="From" value={start} onChange={event => setStart(event.target.value)} />
          <Input mono aria-label="To" value={end} onChange={event => setEnd(event.target.value)} />
        </div>
        <p className={problem === null ? 'text-xs/[18px] text-muted' : 'text-xs/[18px] text-danger'}>
          {problem ?? '- is the first, + the last, ( in front excludes the id.'}
        </p>
        <div className="flex justify-end gap-2">
          <Button
            onClick={() => {
              setStart('-');
              setEnd('+');
              onRange(WHOLE);
              setOpen(false);
            }}
          >
            Whole stream
          </Button>
          <Button variant="primary" type="submit" disabled={problem !== null}>
            Show range
          </Button>
        </div>
      </form>
    </Popover>
  );
}

function FilterInput({ connectionId, streamKey, filter, onFilter }: EntriesBarProps) {
  const [typed, setTyped] = useState<Condition>(filter ?? { language: 'text', text: '' });
  const apply = () => {
    const text = typed.text.trim();
    onFilter(text === '' ? null : { ...typed, text });
  };
  return (
    <ConditionInput
      connectionId={connectionId}
      streamKey={streamKey}
      label="Search"
      action={{ id: 'entries.filter', title: 'Search the entries' }}
      value={typed}
      onValue={setTyped}
      onApply={apply}
    />
  );
}

function ColumnsPopover({ names, fields, onFields }: EntriesBarProps) {
  const [open, setOpen] = useState(false);
  const all = [...fields, ...names.filter(name => !fields.includes(name))];
  return (
    <Popover
      open={open}
      onOpen={setOpen}
      title="Columns, in the order they are picked"
      trigger={
        <Button variant="quiet" icon={<Columns3 size={14} aria-hidden />}>
          Columns{fields.length > 0 && ` ${fields.length}`}
        </Button>
      }
    >
      <div className="flex max-h-72 flex-col gap-1 overflow-y-auto">
        {all.length === 0 && <p className="text-muted">No fields have been seen yet.</p>}
        {all.map(name => (
          <Checkbox
            key={name}
            checked={fields.includes(name)}
            onChecked={on => onFields(on ? [...fields, name] : fields.filter(other => other !== name))}
            label={<span className="mono">{name}</span>}
          />
        ))}
      </div>
    </Popover>
  );
}

function problemOf(bound: string): string | null {
  try {
    parseRangeBound(bound);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
