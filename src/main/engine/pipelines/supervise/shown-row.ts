import type { ResultRow } from '#shared/contract/pipelines.ts';
import { textOf } from '#shared/pipeline/template.ts';
import { shownText } from '#shared/redis/text.ts';
import type { Row } from '../sinks/rows.ts';

/** A row for screens: what stands in it is from elsewhere. @param pipeline its id */
export function shownRow(pipeline: string, row: Row, seq: number): ResultRow {
  const { window, key, open, approximate: _, ...values } = row;
  return {
    seq,
    pipeline,
    start: Date.parse(window.start),
    end: Date.parse(window.end),
    key: shownText(key.map(textOf).join(':')),
    values: Object.entries(values).map(([name, value]): [string, string] => [
      shownText(name),
      shownText(textOf(value)),
    ]),
    open: open === true,
  };
}
