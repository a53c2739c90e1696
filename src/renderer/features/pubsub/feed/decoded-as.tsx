import type { ReactElement } from 'react';
import type { FeedRecord } from '#shared/contract/feeds.ts';
import { Button } from '../../../ui/button.tsx';
import { DecodedFoot } from '../../../ui/payload-view/decoded-foot.tsx';
import { DecodingButton } from '../../../ui/payload-view/decoding-button.tsx';
import { DecodingMenu } from '../../../ui/payload-view/decoding-menu.tsx';
import type { MessageRow } from './feed-rows.ts';
import type { LookControl } from './look-store.ts';
import type { DecodedMessage } from './use-decoded.ts';

interface DecodedAsProps {
  row: MessageRow;
  record: FeedRecord;
  decoding: DecodedMessage;
  looking: LookControl;
}

/** What a message was decoded as, and the choice of something else for its channel or its pattern. */
export function DecodedAs({ row, record, decoding: { decoded }, looking }: DecodedAsProps) {
  return (
    <DecodedFoot decoded={decoded} size={record.payload.length}>
      <Choices
        kind="channel"
        name={row.channel}
        looking={looking}
        trigger={<DecodingButton decoded={decoded} chosenFor={looking.chosenFor(row)?.kind ?? null} />}
      />
      {row.pattern !== null && (
        <Choices
          kind="pattern"
          name={row.pattern}
          looking={looking}
          trigger={
            <Button
              variant="quiet"
              className="h-6! px-1!"
              title={`Messages heard by ${row.pattern} are decoded as`}
            >
              by pattern…
            </Button>
          }
        />
      )}
    </DecodedFoot>
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
  return (
    <DecodingMenu
      kind={kind}
      name={name}
      chosen={found?.kind === kind ? found.as : null}
      onChoose={as => looking.choose(kind, name, as)}
      trigger={trigger}
    />
  );
}
