import { JsonScanner } from '#shared/json/scanner.ts';

/**
 * A JSON object with other values for some of its members, and nothing else touched: the order of members, the digits of numbers and spaces stay. What is not
 * there is added at the end. Values are JSON.
 */
export function replacedMembers(text: string, values: Readonly<Record<string, string>>): string {
  const scanner = new JsonScanner(text);
  const missing = new Map(Object.entries(values));
  let changed = '';
  let copied = 0;
  let depth = 0;
  let value: string | undefined;
  let isEmpty = true;
  let end = -1;
  while (scanner.next()) {
    const { kind, start } = scanner;
    if (kind === 'open') {
      if (depth++ === 1 && value !== undefined) changed += text.slice(copied, start) + value;
      continue;
    }
    if (kind === 'close') {
      if (--depth === 0) end = start;
      if (depth === 1 && value !== undefined) {
        copied = scanner.end;
        value = undefined;
      }
      continue;
    }
    if (depth !== 1) continue;
    if (kind === 'key') {
      isEmpty = false;
      const name = JSON.parse(text.slice(start, scanner.end)) as string;
      value = missing.get(name);
      missing.delete(name);
    } else if (value !== undefined && kind !== 'colon') {
      changed += text.slice(copied, start) + value;
      copied = scanner.end;
      value = undefined;
    }
  }
  const added = Array.from(missing, ([name, json]) => `${JSON.stringify(name)}:${json}`).join(',');
  if (added === '') return changed + text.slice(copied);
  return `${changed}${text.slice(copied, end)}${isEmpty ? '' : ','}${added}${text.slice(end)}`;
}
