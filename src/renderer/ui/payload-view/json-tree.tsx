import { ChevronDown, ChevronRight, Columns3 } from 'lucide-react';
import { useMemo, useState, type KeyboardEvent } from 'react';
import type { FieldPath } from '#shared/contract/decoding.ts';
import { childNodes, nodesAround, rootNode, type JsonNode } from '../../lib/json/tree.ts';
import { countOf } from '../../lib/format/numbers.ts';
import { cx } from '../../lib/class-names.ts';
import { findInLines, findInText } from '../find/found.ts';
import { MarkedText } from '../find/marked-text.tsx';
import { useFind, useReport } from '../find/use-find.ts';
import { VirtualLines } from '../virtual-lines.tsx';

/** Values longer than this are cut; "raw" shows them whole. */
const VALUE_CHARACTERS = 500;
/** Counting members of a closed container stops here. */
const COUNT_LIMIT = 10_000;

interface TreeRow {
  node: JsonNode;
  depth: number;
  open: boolean;
  parent: TreeRow | null;
}

/** The rows of a tree of which the containers that begin at `open` show their members. */
export function treeRows(text: string, open: ReadonlySet<number>): TreeRow[] {
  const rows: TreeRow[] = [];
  const waiting: Omit<TreeRow, 'open'>[] = [{ node: rootNode(text), depth: 0, parent: null }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, depth, parent } = next;
    const isOpen = open.has(node.start) && (node.kind === 'object' || node.kind === 'array');
    const row: TreeRow = { node, depth, open: isOpen, parent };
    rows.push(row);
    if (!isOpen) continue;
    for (const child of childNodes(text, node).reverse())
      waiting.push({ node: child, depth: depth + 1, parent: row });
  }
  return rows;
}

/** The way to a row's value, by keys and places. */
export function pathOf(row: TreeRow): FieldPath {
  const path: FieldPath = [];
  for (let at = row; at.parent; at = at.parent)
    path.unshift(at.node.key === null ? at.node.index : (JSON.parse(`"${at.node.key}"`) as string));
  return path;
}

interface JsonTreeProps {
  text: string;
  /** Offers each field as a column of the table that the payload is from. */
  onColumn?: ((path: FieldPath) => void) | undefined;
}

/** JSON as a tree whose branches open one by one. Only what is open is read. */
export function JsonTree({ text, onColumn }: JsonTreeProps) {
  const [open, setOpen] = useState<ReadonlySet<number>>(() => new Set([rootNode(text).start]));
  const [active, setActive] = useState(0);
  const rows = useMemo(() => treeRows(text, open), [text, open]);
  const find = useFind();
  const found = useMemo(
    () => findInText(text, Uint32Array.of(0, text.length), find.wanted),
    [text, find.wanted],
  );
  useReport(find, found);
  const place = found.marksIn(0)[find.current]?.from;
  const [revealed, setRevealed] = useState<number | undefined>();
  if (place !== revealed) {
    setRevealed(place);
    if (place !== undefined) {
      const around = nodesAround(text, place);
      const opened = new Set([...open, ...around.slice(0, -1).map(node => node.start)]);
      setOpen(opened);
      setActive(treeRows(text, opened).findIndex(row => row.node.start === around.at(-1)!.start));
    }
  }
  const toggle = ({ node }: TreeRow, to: boolean) => {
    const next = new Set(open);
    if (to) next.add(node.start);
    else next.delete(node.start);
    setOpen(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[active];
    if (!row) return;
    if (event.key === 'ArrowDown') setActive(Math.min(rows.length - 1, active + 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(0, active - 1));
    else if (event.key === 'ArrowRight') toggle(row, true);
    else if (event.key === 'ArrowLeft') toggle(row, false);
    else if (event.key === 'c' && onColumn && row.parent) onColumn(pathOf(row));
    else if (event.key === 'Enter' && event.target === event.currentTarget.querySelector('section'))
      toggle(row, !row.open);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys of the focusable region inside
    <div className="flex min-h-0 flex-1 flex-col" onKeyDown={onKeyDown}>
      <VirtualLines
        label={`Payload as a tree; arrow keys move, open and close${onColumn ? ', C shows the field as a column' : ''}`}
        count={rows.length}
        lineHeight={20}
        className="py-1.5"
        reveal={place === undefined ? null : active}
        line={index => {
          const row = rows[index]!;
          return (
            <TreeLine
              text={text}
              row={row}
              active={index === active}
              wanted={find.wanted}
              onPress={() => {
                setActive(index);
                toggle(row, !row.open);
              }}
              onColumn={onColumn && row.parent ? () => onColumn(pathOf(row)) : undefined}
            />
          );
        }}
      />
    </div>
  );
}

interface TreeLineProps {
  text: string;
  row: TreeRow;
  active: boolean;
  /** What is marked in it; empty for nothing. */
  wanted: string;
  onPress: () => void;
  onColumn: (() => void) | undefined;
}

function TreeLine({ text, row: { node, depth, open }, active, wanted, onPress, onColumn }: TreeLineProps) {
  const isContainer = node.kind === 'object' || node.kind === 'array';
  const Mark = open ? ChevronDown : ChevronRight;
  return (
    <div className={cx('group flex h-5 items-center pr-2', active && 'bg-hover')}>
      <button
        type="button"
        tabIndex={-1}
        aria-expanded={isContainer ? open : undefined}
        onClick={onPress}
        className="flex h-5 min-w-0 items-center pr-2 text-left"
        style={{ paddingLeft: 10 + Math.min(depth, 40) * 14 }}
      >
        <span className="w-4 shrink-0 text-muted">{isContainer && <Mark size={13} aria-hidden />}</span>
        {node.key !== null && <Found text={node.key} className="json-key" wanted={wanted} />}
        {node.key === null && depth > 0 && <span className="text-muted">{node.index}</span>}
        {depth > 0 && <span className="text-muted">:&nbsp;</span>}
        {isContainer ? (
          <span className="text-muted">{describe(text, node)}</span>
        ) : (
          <Found text={valueText(text, node)} className={`json-${node.kind}`} wanted={wanted} />
        )}
      </button>
      {onColumn && (
        <button
          type="button"
          tabIndex={active ? 0 : -1}
          aria-label={`Show ${node.key ?? node.index} as column`}
          title="Show as column (C)"
          onClick={onColumn}
          className={cx(
            'sticky right-1 ml-auto flex h-5 items-center gap-1 rounded-sm bg-raised px-1.5 font-sans text-[11px] text-muted hover:text-text',
            !active && 'opacity-0 group-hover:opacity-100 focus-visible:opacity-100',
          )}
        >
          <Columns3 size={12} aria-hidden /> Show as column
        </button>
      )}
    </div>
  );
}

/** A key or a value, with what is looked for marked in it. */
function Found({ text, className, wanted }: { text: string; className: string; wanted: string }) {
  const marks = findInLines([text], wanted).marksIn(0);
  return (
    <span>
      <MarkedText runs={[{ text, className }]} marks={marks} current={-1} />
    </span>
  );
}

function describe(text: string, node: JsonNode): string {
  const count = childNodes(text, node, COUNT_LIMIT).length;
  const what = node.kind === 'object' ? countOf(count, 'member') : countOf(count, 'element');
  const brackets = node.kind === 'object' ? '{}' : '[]';
  return `${brackets[0]} ${count === COUNT_LIMIT ? `${what} or more` : what} ${brackets[1]}`;
}

function valueText(text: string, { start, end }: JsonNode): string {
  if (end - start <= VALUE_CHARACTERS) return text.slice(start, end);
  return `${text.slice(start, start + VALUE_CHARACTERS)}… ${countOf(end - start - VALUE_CHARACTERS, 'more character')}`;
}
