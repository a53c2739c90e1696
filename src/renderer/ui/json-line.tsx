import { memo, type ReactNode } from 'react';
import { JsonScanner, type TokenKind } from '#shared/json/scanner.ts';
import type { Run } from './find/marked-text.tsx';

const classes: Partial<Record<TokenKind, string>> = {
  key: 'json-key',
  string: 'json-string',
  number: 'json-number',
  literal: 'json-literal',
};

/** Text as runs of one colour; what is no JSON is one run without. At most `limit` characters are looked at. */
export function highlightRuns(text: string, limit: number): Run[] {
  const shown = text.length > limit ? text.slice(0, limit) : text;
  if (!/^\s*[[{"]/.test(shown)) return [{ text: shown, className: undefined }];
  const runs: Run[] = [];
  const scanner = new JsonScanner(shown);
  let plainFrom = 0;
  while (scanner.next()) {
    const className = classes[scanner.kind];
    if (className === undefined) continue;
    if (scanner.start > plainFrom)
      runs.push({ text: shown.slice(plainFrom, scanner.start), className: undefined });
    runs.push({ text: shown.slice(scanner.start, scanner.end), className });
    plainFrom = scanner.end;
  }
  if (plainFrom < shown.length) runs.push({ text: shown.slice(plainFrom), className: undefined });
  return runs;
}

interface JsonLineProps {
  text: string;
  /** Characters drawn at most; more than fit are cut by the box around it. */
  limit?: number;
}

/** One line of JSON in colours, or of any other text without. */
export const JsonLine = memo(function JsonLine({ text, limit = 240 }: JsonLineProps): ReactNode {
  return highlightRuns(text, limit).map((run, index) =>
    run.className === undefined ? (
      run.text
    ) : (
      <span key={index} className={run.className}>
        {run.text}
      </span>
    ),
  );
});
