import { useMemo } from 'react';
import type { WholeEntry } from '#shared/contract/streams.ts';
import { bytesText } from '#shared/redis/text.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { formatBytes } from '../../../lib/format/byte-sizes.ts';
import { decodedPayload } from '../../../lib/payload.ts';
import { useRecognised } from '../../../lib/recognised.ts';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { DecodedFoot } from '../../../ui/payload-view/decoded-foot.tsx';
import { DecodingButton } from '../../../ui/payload-view/decoding-button.tsx';
import { DecodingMenu } from '../../../ui/payload-view/decoding-menu.tsx';
import { PayloadView } from '../../../ui/payload-view/payload-view.tsx';
import { useFieldDecoding } from './field-decodings.ts';

interface FieldValueProps {
  connectionId: string;
  streamKey: Uint8Array;
  id: string;
  field: WholeEntry['fields'][number];
  /** Its place in the entry. */
  index: number;
}

/** The value of one field, decoded: by whose stream it is and what it looks like, or as was chosen for the fields of this name in this stream. */
export function FieldValue({ connectionId, streamKey, id, field, index }: FieldValueProps) {
  const name = bytesText(field.name);
  const [chosen, setChosen] = useFieldDecoding(streamKey, field.name);
  const whose = useRecognised('streams', connectionId, [streamKey]);
  const {
    data: decoded,
    error,
    refetch,
  } = useEngineQuery('streams.decode', {
    connectionId,
    key: streamKey,
    id,
    field: index,
    name: field.name,
    as: chosen,
    by: whose.get(bytesText(streamKey))?.framework ?? null,
  });
  const isCut = field.value.length < field.valueSize;
  const payload = useMemo(
    // Of a value that is not whole here, only what was inside can be shown as the engine read it.
    () => (decoded && (!isCut || decoded.bytes !== null) ? decodedPayload(field.value, decoded) : undefined),
    [field.value, decoded, isCut],
  );
  return (
    <>
      {error && (
        <div className="flex-none border-b border-line-soft p-2">
          <ErrorPanel what="Showing the raw bytes instead." error={error} onRetry={refetch} />
        </div>
      )}
      <PayloadView
        bytes={field.value}
        decoded={payload}
        foot={
          <DecodedFoot decoded={decoded} size={field.valueSize}>
            <DecodingMenu
              kind="field"
              name={name}
              chosen={chosen}
              onChoose={setChosen}
              trigger={<DecodingButton decoded={decoded} chosenFor={chosen === null ? null : 'field'} />}
            />
          </DecodedFoot>
        }
      />
      {isCut && !payload && (
        <p className="flex-none px-3 pb-1 text-xs/[18px] text-pending">
          The first {formatBytes(field.value.length)} of {formatBytes(field.valueSize)}.
        </p>
      )}
    </>
  );
}
