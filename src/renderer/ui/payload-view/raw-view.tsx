import { useMemo } from 'react';
import { findInText } from '../find/found.ts';
import { MarkedText } from '../find/marked-text.tsx';
import { useFind, useReport } from '../find/use-find.ts';
import { VirtualLines } from '../virtual-lines.tsx';
import { LINE_HEIGHT } from './line-height.ts';
import { useColumns } from './use-columns.ts';
import { wrappedLine, wrapText } from './wrapped-lines.ts';

/** Text as it is, in lines as wide as there is room. */
export function RawView({ text }: { text: string }) {
  const { columns, onWidth } = useColumns();
  const starts = useMemo(() => wrapText(text, columns), [text, columns]);
  const find = useFind();
  const found = useMemo(() => findInText(text, starts, find.wanted), [text, starts, find.wanted]);
  useReport(find, found);
  return (
    <VirtualLines
      label="Payload, as it is"
      count={starts.length - 1}
      lineHeight={LINE_HEIGHT}
      className="px-3 py-2"
      onWidth={onWidth}
      reveal={found.count > 0 ? found.lineOf(find.current) : null}
      line={index => (
        <MarkedText
          runs={[{ text: wrappedLine(text, starts, index), className: undefined }]}
          marks={found.marksIn(index)}
          current={find.current}
        />
      )}
    />
  );
}
