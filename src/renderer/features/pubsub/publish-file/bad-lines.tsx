import { Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { BadLine, FileCheck } from '#shared/contract/publish-file.ts';
import { formatCount } from '../../../lib/format/numbers.ts';
import { Button } from '../../../ui/button.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { ArrayRowSource } from '../../../ui/data-grid/array-row-source.ts';
import type { Column } from '../../../ui/data-grid/columns.ts';
import { DataGrid } from '../../../ui/data-grid/data-grid.tsx';
import { Dialog } from '../../../ui/dialog.tsx';

const keyOf = ({ line }: BadLine) => String(line);

const columns: readonly Column<BadLine>[] = [
  {
    id: 'line',
    title: 'line',
    width: 84,
    align: 'right',
    cell: ({ line }) => formatCount(line),
    text: ({ line }) => String(line),
  },
  {
    id: 'at',
    title: 'byte',
    width: 64,
    align: 'right',
    cell: ({ at }) => formatCount(at),
    text: ({ at }) => String(at ?? ''),
  },
  {
    id: 'message',
    title: 'what is wrong',
    width: 300,
    cell: ({ message }) => <span title={message}>{message}</span>,
    text: ({ message }) => message,
  },
  {
    id: 'beginning',
    title: 'beginning of the line',
    width: 'flex',
    minWidth: 160,
    cell: ({ beginning }) => <span title={beginning}>{beginning}</span>,
    text: ({ beginning }) => beginning,
  },
];

interface BadLinesProps {
  name: string;
  check: FileCheck;
  open: boolean;
  onClose: () => void;
}

/** The lines that are no messages, with what is wrong with each. */
export function BadLines({ name, check, open, onClose }: BadLinesProps) {
  const { bad, problems } = check;
  const [source] = useState(() => new ArrayRowSource<BadLine>(keyOf, () => false));
  const [active, setActive] = useState<string | null>(null);
  useEffect(() => {
    source.replace([...problems]);
  }, [source, problems]);
  const text = () => problemsText(problems);
  return (
    <Dialog
      wide
      open={open}
      onClose={onClose}
      title={`Bad lines of ${name}`}
      description={
        bad > problems.length
          ? `The first ${formatCount(problems.length)} of ${formatCount(bad)}. They are not sent.`
          : 'They are not sent.'
      }
      footer={
        <>
          <CopyButton text={text} label="Copy the list" title="Copy" />
          <Button
            icon={<Download size={13} aria-hidden />}
            onClick={() => save(`${name}.bad-lines.tsv`, text())}
          >
            Save
          </Button>
          <Button onClick={onClose}>Close</Button>
        </>
      }
    >
      <div className="flex h-80 min-h-0">
        <DataGrid
          id="pubsub.bad-lines"
          label="Bad lines"
          source={source}
          columns={columns}
          rowKey={keyOf}
          activeKey={active}
          onActivate={setActive}
          empty={null}
        />
      </div>
    </Dialog>
  );
}

/** Tab-separated, a line for each. */
function problemsText(problems: readonly BadLine[]): string {
  const rows = problems.map(({ line, at, message, beginning }) =>
    [line, at ?? '', message, beginning].map(field => String(field).replaceAll('\t', ' ')).join('\t'),
  );
  return ['line\tbyte\twhat is wrong\tbeginning', ...rows, ''].join('\n');
}

function save(name: string, text: string): void {
  const anchor = document.createElement('a');
  anchor.href = `data:text/tab-separated-values;charset=utf-8,${encodeURIComponent(text)}`;
  anchor.download = name;
  anchor.click();
}
