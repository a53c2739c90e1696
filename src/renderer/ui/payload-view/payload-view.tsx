import { Search } from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import type { FieldPath } from '#shared/contract/decoding.ts';
import { decodePayload, formatNames, type DecodedPayload } from '../../lib/payload.ts';
import { formatExactBytes } from '../../lib/format/byte-sizes.ts';
import { useRemembered } from '../../lib/remembered.ts';
import { IconButton } from '../button.tsx';
import { FindContext } from '../find/use-find.ts';
import { Tabs, type Tab } from '../tabs.tsx';
import { Tag } from '../tag.tsx';
import { HexView } from './hex-view.tsx';
import { JsonTree } from './json-tree.tsx';
import { PrettyView } from './pretty-view.tsx';
import { RawView } from './raw-view.tsx';
import { useSearch } from './use-search.tsx';

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
  const search = useSearch(payload, shown);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {search.bar}
      <FindContext value={search.find}>
        <Tabs
          value={shown}
          onValue={setWanted}
          tabs={tabs}
          label="Payload views"
          end={
            <>
              {actions?.(payload)}
              <IconButton label="Find in the payload" shortcut="Mod+F" onClick={search.open}>
                <Search size={14} aria-hidden />
              </IconButton>
            </>
          }
        />
      </FindContext>
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
