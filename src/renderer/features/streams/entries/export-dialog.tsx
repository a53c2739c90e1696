import { Download, Square } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { parseRangeBound } from '#shared/redis/stream-id.ts';
import { bytesText } from '#shared/redis/text.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { asError, engineNow } from '../../../lib/engine.ts';
import { formatBytes } from '../../../lib/format/byte-sizes.ts';
import { formatCount } from '../../../lib/format/numbers.ts';
import { saveFile } from '../../../lib/save-file.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { Field, Input } from '../../../ui/field.tsx';
import { Select } from '../../../ui/select.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { useFieldDecodings } from './field-decodings.ts';

/** A page holds what it saves in memory: more is for redis-cli. */
const MOST_BYTES = 512 * 2 ** 20;

interface ExportDialogProps {
  connectionId: string;
  streamKey: Uint8Array;
  open: boolean;
  onClose: () => void;
}

const formats = {
  jsonl: {
    name: 'JSON lines',
    type: 'application/jsonl',
    hint: 'One line of JSON per entry, fields in order, binary values as base64. Import takes it back.',
  },
  csv: {
    name: 'CSV',
    type: 'text/csv',
    hint: 'A column for each field name. Text that a spreadsheet would take for a formula begins with an apostrophe. Entries are read twice.',
  },
} as const;
type Format = keyof typeof formats;

/** Entries as a file. */
export function ExportDialog({ open, onClose, streamKey, connectionId }: ExportDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} title={`Export ${bytesText(streamKey)}`}>
      {open && <ExportForm connectionId={connectionId} streamKey={streamKey} />}
    </Dialog>
  );
}

function ExportForm({ connectionId, streamKey }: { connectionId: string; streamKey: Uint8Array }) {
  const [start, setStart] = useState('-');
  const [end, setEnd] = useState('+');
  const [cel, setCel] = useState('');
  const [format, setFormat] = useState<Format>('jsonl');
  const decode = useFieldDecodings(streamKey);
  const [said, setSaid] = useState<string | null>(null);
  const [error, setError] = useState<MillraceError | null>(null);
  const [running, setRunning] = useState(false);
  const reading = useRef<AbortController | null>(null);
  useEffect(() => () => reading.current?.abort(), []);
  const problem = problemOf(start) ?? problemOf(end);

  const save = async () => {
    const ended = (reading.current = new AbortController());
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    let bytes = 0;
    let matched = 0;
    setError(null);
    setRunning(true);
    try {
      const input = {
        connectionId,
        key: streamKey,
        start,
        end,
        filter: { language: 'cel', text: cel } as const,
        format,
        decode,
      };
      for await (const piece of engineNow().streams.exportEntries(input, { signal: ended.signal })) {
        if (piece.phase === 'columns') {
          setSaid(`Reading the names of fields: ${formatCount(piece.scanned)} entries`);
          continue;
        }
        pieces.push(new Uint8Array(piece.data));
        bytes += piece.data.length;
        matched = piece.matched;
        setSaid(`${formatCount(matched)} of ${formatCount(piece.scanned)} read, ${formatBytes(bytes)}`);
        if (bytes > MOST_BYTES)
          throw new Error(`More than ${formatBytes(MOST_BYTES)}: export a narrower range.`);
      }
      const name = bytesText(streamKey).replaceAll(/[^\w.-]+/g, '-');
      saveFile(pieces, `${name}.${format}`, formats[format].type);
      setSaid(`Saved ${formatCount(matched)} entries, ${formatBytes(bytes)}.`);
    } catch (thrown) {
      if (ended.signal.aborted) setSaid('Stopped. Nothing was saved.');
      else setError(asError(thrown));
    }
    setRunning(false);
  };

  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={event => {
        event.preventDefault();
        if (problem === null) void save();
      }}
    >
      <Field label="Format" hint={formats[format].hint}>
        <Select
          value={format}
          onValue={setFormat}
          options={(['jsonl', 'csv'] as const).map(value => ({ value, label: formats[value].name }))}
        />
      </Field>
      <div className="flex gap-2">
        <TextField
          label="From"
          problem={problemOf(start)}
          className="flex-1"
          mono
          value={start}
          onValue={setStart}
        />
        <TextField label="To" problem={problemOf(end)} className="flex-1" mono value={end} onValue={setEnd} />
      </div>
      <Field label="Only entries that match (CEL)">
        <Input
          mono
          value={cel}
          placeholder="int(event.temperature) > 24"
          onChange={event => setCel(event.target.value)}
        />
      </Field>
      {error && (
        <ErrorPanel what="The entries were not exported." error={error} onRetry={() => void save()} />
      )}
      <div className="flex items-center gap-2">
        <Button
          type="submit"
          variant="primary"
          busy={running}
          disabled={problem !== null}
          icon={<Download size={14} aria-hidden />}
        >
          Export
        </Button>
        {running && (
          <Button icon={<Square size={12} aria-hidden />} onClick={() => reading.current?.abort()}>
            Stop
          </Button>
        )}
        <span role="status" className="text-muted">
          {said}
        </span>
      </div>
    </form>
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
