import { useCallback, useMemo, useState } from 'react';
import { findInBytes, type Mark } from '../find/found.ts';
import { MarkedText } from '../find/marked-text.tsx';
import { useFind, useReport } from '../find/use-find.ts';
import { VirtualLines } from '../virtual-lines.tsx';
import { hexLine, hexLineCount, hexPlace, type HexWidth } from './hex-lines.ts';
import { LINE_HEIGHT } from './line-height.ts';

/** Room for a line of sixteen bytes, px. */
const WIDE_HEX = 580;

/** A payload byte by byte. */
export function HexView({ bytes }: { bytes: Uint8Array }) {
  const [width, setWidth] = useState<HexWidth>(8);
  const onWidth = useCallback((room: number) => setWidth(room >= WIDE_HEX ? 16 : 8), []);
  const find = useFind();
  const found = useMemo(() => findInBytes(bytes, width, find.wanted), [bytes, width, find.wanted]);
  useReport(find, found);
  return (
    <VirtualLines
      label="Payload, byte by byte"
      count={hexLineCount(bytes, width)}
      onWidth={onWidth}
      lineHeight={LINE_HEIGHT}
      className="px-3 py-2"
      reveal={found.count > 0 ? found.lineOf(find.current) : null}
      line={index => {
        const { offset, hex, text } = hexLine(bytes, index, width);
        const marks = found.marksIn(index);
        return (
          <>
            <span className="text-muted">{offset}</span>
            {'  '}
            <MarkedText
              runs={[{ text: hex, className: undefined }]}
              marks={marks.map(mark => inHex(mark, width))}
              current={find.current}
            />
            {'  '}
            <MarkedText runs={[{ text, className: 'text-muted' }]} marks={marks} current={find.current} />
          </>
        );
      }}
    />
  );
}

/** The marked bytes as they stand in the digits of the line. */
function inHex({ from, to, match }: Mark, width: HexWidth): Mark {
  return { from: hexPlace(from, width), to: hexPlace(to - 1, width) + 2, match };
}
