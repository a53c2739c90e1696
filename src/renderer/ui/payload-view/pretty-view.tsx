import { useMemo } from 'react';
import { countOf } from '../../lib/format/numbers.ts';
import { findInLines, type Mark } from '../find/found.ts';
import { MarkedText, type Run } from '../find/marked-text.tsx';
import { useFind, useReport } from '../find/use-find.ts';
import { highlightRuns } from '../json-line.tsx';
import { VirtualLines } from '../virtual-lines.tsx';
import { LINE_HEIGHT } from './line-height.ts';
import { useColumns } from './use-columns.ts';
import { usePrettyLines } from './use-pretty-lines.ts';

/** Longer lines are cut; "raw" shows them whole. */
const LINE_CHARACTERS = 2_000;
/** What is shown before a match that lies behind the cut. */
const BEFORE_MATCH = 100;

/** JSON in indented lines. */
export function PrettyView({ text }: { text: string }) {
  const { columns, onWidth } = useColumns();
  const lines = usePrettyLines(text, columns);
  const find = useFind();
  const { length } = lines;
  // oxlint-disable-next-line react/exhaustive-deps -- the lines of a large payload come bit by bit, into the same array
  const found = useMemo(() => findInLines(lines, find.wanted), [lines, length, find.wanted]);
  useReport(find, found);
  return (
    <VirtualLines
      label="Payload, formatted"
      count={length}
      lineHeight={LINE_HEIGHT}
      className="px-3 py-2"
      onWidth={onWidth}
      reveal={found.count > 0 ? found.lineOf(find.current) : null}
      line={index => <PrettyLine line={lines[index]!} marks={found.marksIn(index)} current={find.current} />}
    />
  );
}

interface PrettyLineProps {
  line: string;
  marks: readonly Mark[];
  current: number;
}

function PrettyLine({ line, marks, current }: PrettyLineProps) {
  const wanted = marks.find(mark => mark.match === current);
  const from = wanted && wanted.to > LINE_CHARACTERS ? Math.max(0, wanted.from - BEFORE_MATCH) : 0;
  const to = from + LINE_CHARACTERS;
  const runs =
    from === 0 ? lineRuns(line.slice(0, to)) : [{ text: line.slice(from, to), className: undefined }];
  const shown = marks
    .filter(mark => mark.to > from && mark.from < to)
    .map(mark => ({ from: Math.max(0, mark.from - from), to: mark.to - from, match: mark.match }));
  return (
    <>
      {from > 0 && <span className="text-muted">{countOf(from, 'character')} before …</span>}
      <MarkedText runs={runs} marks={shown} current={current} />
      {line.length > to && (
        <span className="text-muted">… {countOf(line.length - to, 'more character')}</span>
      )}
    </>
  );
}

/** A line out of the middle of a document may begin with anything: only its own tokens count. */
function lineRuns(line: string): Run[] {
  const indent = line.length - line.trimStart().length;
  const text = line.slice(indent);
  const before = { text: line.slice(0, indent), className: undefined };
  if (/^[[{"]/.test(text)) return [before, ...highlightRuns(text, LINE_CHARACTERS)];
  const comma = text.endsWith(',') ? ',' : '';
  const value = text.slice(0, text.length - comma.length);
  const className = /^[-\d]/.test(text)
    ? 'json-number'
    : /^(?:true|false|null)/.test(text)
      ? 'json-literal'
      : undefined;
  return [before, { text: value, className }, { text: comma, className: undefined }];
}
