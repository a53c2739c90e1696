import { useCallback, useMemo, useState, type ReactNode } from 'react';
import type { FieldPath } from '#shared/contract/decoding.ts';
import { decodePayload, formatNames, type DecodedPayload } from '../../lib/payload.ts';
import { formatExactBytes } from '../../lib/format/byte-sizes.ts';
import { countOf } from '../../lib/format/numbers.ts';
import { useRemembered } from '../../lib/remembered.ts';
import { JsonLine } from '../json-line.tsx';
import { Tabs, type Tab } from '../tabs.tsx';
import { Tag } from '../tag.tsx';
import { VirtualLines } from '../virtual-lines.tsx';
import { hexLine, hexLineCount, type HexWidth } from './hex-lines.ts';
import { JsonTree } from './json-tree.tsx';
import { usePrettyLines } from './use-pretty-lines.ts';
import { wrappedLine, wrapText } from './wrapped-lines.ts';

const LINE_HEIGHT = 19;
/** Width of a character of the monospaced face at 12 px. */
const CHARACTER_WIDTH = 7.2;
const SIDE_PADDING = 26;
/** Longer lines are cut in the pretty view; "raw" shows them whole. */
const LINE_CHARACTERS = 2_000;

const views = ['pretty', 'tree', 'raw', 'hex'] as const;
type View = (typeof views)[number];

interface PayloadViewProps {
  bytes: Uint8Array;
  /** What it was decoded to elsewhere; without it, it is shown as the text or JSON it is. */
  decoded?: DecodedPayload | undefined;
  /** What it was decoded as and its size, at the bottom, in place of the view's own words. */
  foot?: ReactNode;
  /** Offers each field of JSON as a column of the table that the payload is from. */
  onColumn?: ((path: FieldPath) => void) | undefined;
  /** At the right of the tabs: copy buttons and the like. */
  actions?: (payload: DecodedPayload) => ReactNode;
}

/**
 * A payload in four views, with what it was decoded as and its size. Made for ten megabytes: text is prepared once per view that is
 * looked at, and only lines in view are drawn.
 */
export function PayloadView({ bytes, decoded, foot, onColumn, actions }: PayloadViewProps) {
  const payload = useMemo(() => decoded ?? decodePayload(bytes), [bytes, decoded]);
  const [wanted, setWanted] = useRemembered<View>('payload-view', 'pretty');
  const possible = views.filter(view => isPossible(view, payload));
  const shown = possible.includes(wanted) ? wanted : possible[0]!;
  const tabs = possible.map((view): Tab<View> => ({
    value: view,
    title: view[0]!.toUpperCase() + view.slice(1),
    content:
      shown === view ? <PayloadContent key={view} view={view} payload={payload} onColumn={onColumn} /> : null,
  }));
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <Tabs value={shown} onValue={setWanted} tabs={tabs} label="Payload views" end={actions?.(payload)} />
      {foot ?? (
        <div className="flex h-6 flex-none items-center gap-2 border-t border-line-soft px-3 text-xs/[18px] text-muted">
          decoded as <Tag>{bytes.length === 0 ? 'empty' : formatNames[payload.format]}</Tag>
          <span className="ml-auto">{formatExactBytes(bytes.length)}</span>
        </div>
      )}
    </div>
  );
}

function isPossible(view: View, { format }: DecodedPayload): boolean {
  if (view === 'pretty' || view === 'tree') return format === 'json';
  return view === 'hex' || format !== 'bytes';
}

interface PayloadContentProps {
  view: View;
  payload: DecodedPayload;
  onColumn: ((path: FieldPath) => void) | undefined;
}

function PayloadContent({ view, payload, onColumn }: PayloadContentProps) {
  switch (view) {
    case 'pretty':
      return <PrettyView text={payload.text!} />;
    case 'tree':
      return <JsonTree key={payload.text} text={payload.text!} onColumn={onColumn} />;
    case 'raw':
      return <RawView text={payload.text!} />;
    case 'hex':
      return <HexView bytes={payload.bytes} />;
  }
}

function PrettyView({ text }: { text: string }) {
  const lines = usePrettyLines(text);
  return (
    <VirtualLines
      label="Payload, formatted"
      count={lines.length}
      lineHeight={LINE_HEIGHT}
      className="px-3 py-2"
      line={index => <PrettyLine line={lines[index]!} />}
    />
  );
}

function PrettyLine({ line }: { line: string }) {
  const more = line.length - LINE_CHARACTERS;
  const indent = line.length - line.trimStart().length;
  return (
    <>
      {line.slice(0, indent)}
      <HighlightedLine text={line.slice(indent, LINE_CHARACTERS)} />
      {more > 0 && <span className="text-muted">… {countOf(more, 'more character')}</span>}
    </>
  );
}

/** A line out of the middle of a document may begin with anything: only its own tokens count. */
function HighlightedLine({ text }: { text: string }) {
  return /^[[{"]/.test(text) ? (
    <JsonLine text={text} limit={LINE_CHARACTERS} />
  ) : /^[-\d]/.test(text) ? (
    <NumberLine text={text} />
  ) : (
    <span className={/^(?:true|false|null)/.test(text) ? 'json-literal' : undefined}>{text}</span>
  );
}

function NumberLine({ text }: { text: string }) {
  const comma = text.endsWith(',') ? ',' : '';
  return (
    <>
      <span className="json-number">{text.slice(0, text.length - comma.length)}</span>
      {comma}
    </>
  );
}

function RawView({ text }: { text: string }) {
  const [columns, setColumns] = useState(80);
  const onWidth = useCallback(
    (width: number) => setColumns(Math.max(20, Math.floor((width - SIDE_PADDING) / CHARACTER_WIDTH))),
    [],
  );
  const starts = useMemo(() => wrapText(text, columns), [text, columns]);
  return (
    <VirtualLines
      label="Payload, as it is"
      count={starts.length - 1}
      lineHeight={LINE_HEIGHT}
      className="px-3 py-2"
      onWidth={onWidth}
      line={index => wrappedLine(text, starts, index)}
    />
  );
}

/** Room for a line of sixteen bytes, px. */
const WIDE_HEX = 580;

function HexView({ bytes }: { bytes: Uint8Array }) {
  const [width, setWidth] = useState<HexWidth>(8);
  const onWidth = useCallback((room: number) => setWidth(room >= WIDE_HEX ? 16 : 8), []);
  return (
    <VirtualLines
      label="Payload, byte by byte"
      count={hexLineCount(bytes, width)}
      onWidth={onWidth}
      lineHeight={LINE_HEIGHT}
      className="px-3 py-2"
      line={index => {
        const { offset, hex, text } = hexLine(bytes, index, width);
        return (
          <>
            <span className="text-muted">{offset}</span>
            {'  '}
            {hex}
            {'  '}
            <span className="text-muted">{text}</span>
          </>
        );
      }}
    />
  );
}
