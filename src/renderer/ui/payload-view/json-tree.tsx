import { ChevronDown, ChevronRight } from 'lucide-react';
import { useMemo, useState, type KeyboardEvent } from 'react';
import { childNodes, rootNode, type JsonNode } from '../../lib/json/tree.ts';
import { countOf } from '../../lib/format/numbers.ts';
import { cx } from '../../lib/class-names.ts';
import { VirtualLines } from '../virtual-lines.tsx';

/** Values longer than this are cut; "raw" shows them whole. */
const VALUE_CHARACTERS = 500;
/** Counting members of a closed container stops here. */
const COUNT_LIMIT = 10_000;

interface TreeRow {
  node: JsonNode;
  depth: number;
  open: boolean;
}

/** The rows of a tree of which the containers that begin at `open` show their members. */
export function treeRows(text: string, open: ReadonlySet<number>): TreeRow[] {
  const rows: TreeRow[] = [];
  const waiting: { node: JsonNode; depth: number }[] = [{ node: rootNode(text), depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, depth } = next;
    const isOpen = open.has(node.start) && (node.kind === 'object' || node.kind === 'array');
    rows.push({ node, depth, open: isOpen });
    if (!isOpen) continue;
    for (const child of childNodes(text, node).reverse()) waiting.push({ node: child, depth: depth + 1 });
  }
  return rows;
}

/** JSON as a tree whose branches open one by one. Only what is open is read. */
export function JsonTree({ text }: { text: string }) {
  const [open, setOpen] = useState<ReadonlySet<number>>(() => new Set([rootNode(text).start]));
  const [active, setActive] = useState(0);
  const rows = useMemo(() => treeRows(text, open), [text, open]);
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
    else if (event.key === 'Enter') toggle(row, !row.open);
    else return;
    event.preventDefault();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys of the focusable region inside
    <div className="flex min-h-0 flex-1 flex-col" onKeyDown={onKeyDown}>
      <VirtualLines
        label="Payload as a tree; arrow keys move, open and close"
        count={rows.length}
        lineHeight={20}
        className="py-1.5"
        line={index => {
          const row = rows[index]!;
          return (
            <TreeLine
              text={text}
              row={row}
              active={index === active}
              onPress={() => {
                setActive(index);
                toggle(row, !row.open);
              }}
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
  onPress: () => void;
}

function TreeLine({ text, row: { node, depth, open }, active, onPress }: TreeLineProps) {
  const isContainer = node.kind === 'object' || node.kind === 'array';
  const Mark = open ? ChevronDown : ChevronRight;
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-expanded={isContainer ? open : undefined}
      onClick={isContainer ? onPress : undefined}
      className={cx('flex h-5 w-full items-center pr-3 text-left', active && 'bg-hover')}
      style={{ paddingLeft: 10 + Math.min(depth, 40) * 14 }}
    >
      <span className="w-4 shrink-0 text-muted">{isContainer && <Mark size={13} aria-hidden />}</span>
      {node.key !== null && <span className="json-key">{node.key}</span>}
      {node.key === null && depth > 0 && <span className="text-muted">{node.index}</span>}
      {depth > 0 && <span className="text-muted">:&nbsp;</span>}
      {isContainer ? (
        <span className="text-muted">{describe(text, node)}</span>
      ) : (
        <span className={`json-${node.kind}`}>{valueText(text, node)}</span>
      )}
    </button>
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
