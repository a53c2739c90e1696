import { TriangleAlert } from 'lucide-react';
import type { ReactElement } from 'react';
import { decodings, type Decoding } from '#shared/contract/decoding.ts';
import type { FeedRecord } from '#shared/contract/feeds.ts';
import { chainText, decodingNames } from '../../lib/decodings.ts';
import { formatExactBytes } from '../../lib/format/byte-sizes.ts';
import { Button } from '../../ui/button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { Tag } from '../../ui/tag.tsx';
import type { MessageRow } from './feed-rows.ts';
import type { LookControl } from './look-store.ts';
import type { DecodedMessage } from './use-decoded.ts';

interface DecodedAsProps {
  row: MessageRow;
  record: FeedRecord;
  decoding: DecodedMessage;
  looking: LookControl;
}

/** "decoded as gzip → JSON · 1,204 B → 8,120 B", why not where it failed, and the choice of something else. */
export function DecodedAs({ row, record, decoding, looking }: DecodedAsProps) {
  const { decoded } = decoding;
  const size = record.payload.length;
  const inside = decoded?.bytes?.length;
  const chosen = looking.chosenFor(row);
  const chain = decoded ? chainText(decoded.steps) : '…';
  const why = chosen ? `chosen for ${chosen.kind}` : 'auto';
  return (
    <div className="flex-none border-t border-line-soft px-3 py-0.5 text-xs/[18px] text-muted">
      {decoded && decoded.problem !== null && (
        <p role="alert" className="flex items-start gap-1.5 py-1 text-danger">
          <TriangleAlert size={13} aria-hidden className="mt-0.5 shrink-0" />
          <span className="min-w-0 wrap-anywhere">{decoded.problem} It is shown as it came.</span>
        </p>
      )}
      <div className="flex items-center gap-1.5">
        decoded as
        <Choices
          kind="channel"
          name={row.channel}
          looking={looking}
          trigger={
            <Button look="quiet" className="h-6! px-1!">
              <span className="sr-only">Decode as: </span>
              <Tag tone={chosen ? 'accent' : 'plain'}>{chain}</Tag> <span className="text-muted">{why}</span>
            </Button>
          }
        />
        {row.pattern !== null && (
          <Choices
            kind="pattern"
            name={row.pattern}
            looking={looking}
            trigger={
              <Button
                look="quiet"
                className="h-6! px-1!"
                title={`What comes by ${row.pattern} is decoded as`}
              >
                by pattern…
              </Button>
            }
          />
        )}
        <span className="ml-auto whitespace-nowrap">
          {formatExactBytes(size)}
          {inside !== undefined && ` → ${formatExactBytes(inside)}`}
        </span>
      </div>
    </div>
  );
}

interface ChoicesProps {
  kind: 'channel' | 'pattern';
  name: string;
  looking: LookControl;
  trigger: ReactElement<Record<string, unknown>>;
}

function Choices({ kind, name, looking, trigger }: ChoicesProps) {
  const found = looking.chosenFor(
    kind === 'channel' ? { channel: name, pattern: null } : { channel: '', pattern: name },
  );
  const chosen = found?.kind === kind ? found.as : null;
  const item = (as: Decoding | null, title: string) => (
    <MenuItem key={title} onSelect={() => looking.choose(kind, name, as)}>
      <span className={chosen === as ? 'font-medium text-accent-text' : undefined}>
        {title}
        {chosen === as && <span className="sr-only">, chosen</span>}
      </span>
    </MenuItem>
  );
  return (
    <Menu trigger={trigger}>
      <p className="max-w-64 truncate px-2 py-1 text-[11px] text-muted">
        {kind} <span className="mono">{name}</span>
      </p>
      {item(null, 'Automatic')}
      {decodings.map(as => item(as, decodingNames[as]))}
    </Menu>
  );
}
