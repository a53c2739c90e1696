import { ChevronDown, ChevronRight } from 'lucide-react';
import type { KeyFigures, PrefixSummary } from '#shared/contract/keys.ts';
import { bytesText } from '#shared/redis/text.ts';
import { formatBytes } from '../../../lib/format/byte-sizes.ts';
import { formatDuration } from '../../../lib/format/durations.ts';
import { formatCount } from '../../../lib/format/numbers.ts';
import type { Column } from '../../../ui/data-grid/columns.ts';
import { FrameworkTag, hasRoomForTag } from '../../../ui/framework-tag.tsx';
import { figuresText, summaryMemory, summaryText } from '../key-words.ts';
import type { ListedKey } from './walk-rows.ts';

/** Px to the right for each level of the tree. */
const INDENT = 14;
/** Px of what says that a prefix is open. */
const MARK = 20;

function nameText({ row, label }: ListedKey): string {
  if (row.kind === 'gone') return 'no longer there';
  if (row.kind === 'rest') return `… ${formatCount(row.keys)} more`;
  return label === '' ? '(empty name)' : label;
}

function isOfPrefix(figures: KeyFigures | PrefixSummary): figures is PrefixSummary {
  return 'prefix' in figures;
}

function whatText({ row, figures }: ListedKey): string {
  if (row.kind === 'prefix')
    return summaryText(row.keys, figures && isOfPrefix(figures) ? figures : undefined);
  return row.kind === 'key' && figures && !isOfPrefix(figures) ? figuresText(figures) : '';
}

function expiryText({ row, figures }: ListedKey): string {
  if (!figures || row.kind === 'rest' || row.kind === 'gone') return '';
  if (!isOfPrefix(figures)) return figures.ttlMs === null ? '' : formatDuration(figures.ttlMs);
  return figures.expiring === null || figures.expiring.count === 0
    ? ''
    : figures.expiring.count === figures.sampled
      ? 'all expire'
      : 'some expire';
}

function memoryText({ row, figures }: ListedKey): string {
  if (!figures) return '';
  if (isOfPrefix(figures)) return row.kind === 'prefix' ? summaryMemory(row.keys, figures) : '';
  return figures.type === 'none' ? '' : formatBytes(figures.memoryBytes);
}

/** The columns of the list of keys. Beside the name there is room for what it is recognised as. */
export const keyColumns: readonly Column<ListedKey>[] = [
  {
    id: 'name',
    title: 'key',
    width: 'flex',
    minWidth: 140,
    text: ({ row, label }) =>
      'key' in row ? bytesText(row.key) : 'prefix' in row ? bytesText(row.prefix) : label,
    cell: (listed, width) => <Name listed={listed} width={width} />,
  },
  {
    id: 'what',
    title: 'what it is',
    width: 140,
    minWidth: 84,
    text: whatText,
    cell: row => <Muted text={whatText(row)} />,
  },
  {
    id: 'ttl',
    title: 'expires in',
    width: 84,
    minWidth: 54,
    align: 'right',
    text: expiryText,
    cell: row => <Muted text={expiryText(row)} />,
  },
  {
    id: 'memory',
    title: 'memory',
    width: 84,
    minWidth: 74,
    align: 'right',
    text: memoryText,
    cell: row => <Muted text={memoryText(row)} />,
  },
];

/** Where something is beside the list, it says when that expires. */
export const narrowColumns = keyColumns.filter(({ id }) => id !== 'ttl');

function Muted({ text }: { text: string }) {
  return (
    <span className="text-muted" title={text}>
      {text}
    </span>
  );
}

function Name({ listed, width }: { listed: ListedKey; width: number }) {
  const { row } = listed;
  const text = nameText(listed);
  const Mark = row.kind === 'prefix' && row.isOpen ? ChevronDown : ChevronRight;
  const indent = row.kind === 'gone' ? 0 : row.depth * INDENT;
  const isName = row.kind === 'key' || row.kind === 'prefix';
  return (
    <span className="flex min-w-0 items-center gap-1.5" style={{ paddingLeft: indent }}>
      {row.kind === 'prefix' ? (
        <Mark size={14} aria-label={row.isOpen ? 'open' : 'closed'} className="shrink-0 text-muted" />
      ) : (
        row.kind !== 'gone' && row.depth > 0 && <span className="w-3.5 shrink-0" />
      )}
      <span className={isName ? 'truncate' : 'truncate text-muted'} title={text}>
        {text}
      </span>
      {listed.whose && hasRoomForTag(text, listed.whose, width - indent - MARK) && (
        <span className="shrink-0">
          <FrameworkTag recognised={listed.whose} />
        </span>
      )}
    </span>
  );
}
