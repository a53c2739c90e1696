import { useEffect, useMemo, useState } from 'react';
import type { Decoded, Decoding } from '#shared/contract/decoding.ts';
import type { KeyPart } from '#shared/contract/keys.ts';
import { bytesText } from '#shared/redis/text.ts';
import { useEngineQuery } from '../../../lib/engine-query.ts';
import { formatBytes } from '../../../lib/format/byte-sizes.ts';
import type { Listeners } from '../../../lib/listeners.ts';
import { decodedPayload } from '../../../lib/payload.ts';
import { useRemembered } from '../../../lib/remembered.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { DecodedFoot } from '../../../ui/payload-view/decoded-foot.tsx';
import { DecodingButton } from '../../../ui/payload-view/decoding-button.tsx';
import { DecodingMenu } from '../../../ui/payload-view/decoding-menu.tsx';
import { PayloadView } from '../../../ui/payload-view/payload-view.tsx';
import { sameBytes } from '../same-bytes.ts';

/** Shown at once; the rest of a longer value is asked for part by part. */
const WINDOW = 2 ** 20;
const MOST_EDITED = 64 * 2 ** 10;

interface ValueViewProps {
  connectionId: string;
  keyName: Uint8Array;
  part: KeyPart;
  /** Whose it is, where that is known. */
  by: string | null;
  /** Told when the value may have changed. */
  looks: Listeners;
  /** Offers to edit it, and to remove it by its place; told what was read. */
  onEdit?: ((before: Uint8Array) => void) | undefined;
  onRemove?: ((before: Uint8Array) => void) | undefined;
}

/** One value, decoded; of a long one the first part, and any other on request. */
export function ValueView({ connectionId, keyName, part, by, looks, onEdit, onRemove }: ValueViewProps) {
  const name = bytesText(keyName);
  const [from, setFrom] = useState(0);
  const [as, setAs] = useRemembered<Decoding | null>(`keys.decode.${name}`, null);
  const address = { connectionId, key: keyName, part };
  const read = useEngineQuery('keys.value', { ...address, from, count: WINDOW });
  const size = read.data?.size ?? null;
  const isPart = size !== null && size > WINDOW;
  const decode = useEngineQuery('keys.decode', { ...address, as, by }, { enabled: size !== null && !isPart });
  const { refetch: readAgain } = read;
  const { refetch: decodeAgain } = decode;
  const isDecoded = size !== null && !isPart;
  useEffect(
    () =>
      looks.subscribe(() => {
        void readAgain();
        if (isDecoded) void decodeAgain();
      }),
    [looks, readAgain, decodeAgain, isDecoded],
  );
  const bytes = useUnchanged(read.data?.bytes, sameBytes);
  const decoded = useUnchanged(decode.data, sameDecoded);
  const payload = useMemo(
    () => (bytes && decoded && !isPart ? decodedPayload(bytes, decoded) : undefined),
    [bytes, decoded, isPart],
  );
  const error = read.error ?? decode.error;
  return (
    <section aria-label="Value" className="flex min-h-0 flex-1 flex-col">
      {error && (
        <div className="flex-none border-b border-line-soft p-2">
          <ErrorPanel error={error} onRetry={() => (read.error ? readAgain() : decodeAgain())} />
        </div>
      )}
      {bytes && size !== null && (
        <PayloadView
          bytes={bytes}
          decoded={payload}
          foot={
            <DecodedFoot decoded={isPart ? undefined : decode.data} size={size}>
              {isPart ? (
                <span>the bytes of a part</span>
              ) : (
                <DecodingMenu
                  kind="values of"
                  name={name}
                  chosen={as}
                  onChoose={setAs}
                  trigger={<DecodingButton decoded={decode.data} chosenFor={as === null ? null : 'key'} />}
                />
              )}
            </DecodedFoot>
          }
          actions={() => (
            <>
              {onEdit && <ActButton title="Edit…" size={size} onAct={() => onEdit(bytes)} />}
              {onRemove && <ActButton title="Remove…" danger size={size} onAct={() => onRemove(bytes)} />}
            </>
          )}
        />
      )}
      {isPart && bytes && (
        <div className="flex flex-none items-center gap-2 border-t border-line-soft px-3 py-1 text-xs/[18px]">
          <span role="status" className="min-w-0 flex-1 truncate text-pending">
            {from === 0
              ? `The first ${formatBytes(bytes.length)} of ${formatBytes(size)}.`
              : `${formatBytes(bytes.length)} from byte ${from.toLocaleString('en-US')} on, of ${formatBytes(size)}.`}
          </span>
          <Button disabled={from === 0} onClick={() => setFrom(Math.max(0, from - WINDOW))}>
            Before
          </Button>
          <Button disabled={from + bytes.length >= size} onClick={() => setFrom(from + WINDOW)}>
            Next
          </Button>
          <Button
            disabled={from + bytes.length >= size}
            onClick={() => setFrom(Math.floor((size - 1) / WINDOW) * WINDOW)}
          >
            Last
          </Button>
        </div>
      )}
    </section>
  );
}

interface ActButtonProps {
  title: string;
  danger?: boolean;
  /** Bytes of the value: it is compared with what was read of it. */
  size: number;
  onAct: () => void;
}

function ActButton({ title, danger = false, size, onAct }: ActButtonProps) {
  const isLarge = size > MOST_EDITED;
  return (
    <Button
      variant={danger ? 'danger' : 'plain'}
      disabled={isLarge}
      title={isLarge ? 'Too large to change here.' : undefined}
      onClick={onAct}
    >
      {title}
    </Button>
  );
}

/** The object that was there before, where this is the same: a value that is looked at again and again is drawn once. */
function useUnchanged<T>(value: T | undefined, isSame: (a: T, b: T) => boolean): T | undefined {
  const [kept, setKept] = useState(value);
  if (kept === value) return kept;
  if (kept !== undefined && value !== undefined && isSame(kept, value)) return kept;
  setKept(value);
  return value;
}

function sameDecoded(a: Decoded, b: Decoded): boolean {
  return (
    a.steps.join() === b.steps.join() &&
    a.problem === b.problem &&
    (a.bytes === null || b.bytes === null ? a.bytes === b.bytes : sameBytes(a.bytes, b.bytes))
  );
}
