import { csvLine } from '#shared/csv.ts';
import { timeOfStreamId } from '#shared/redis/stream-id.ts';
import { utf8Text } from '#shared/redis/text.ts';
import type { Entry } from './entries.ts';

/** A spreadsheet with more columns is read by nobody. Fields beyond them are one column of JSON. */
const MOST_COLUMNS = 500;

/**
 * The columns of a table of entries: the id, its time, and one for each field name. A name that comes more than once in an entry has as many
 * columns: `city`, `city (2)`. What is not text is written in base64.
 */
export class EntryColumns {
  readonly #places = new Map<string, number>();
  #hasOthers = false;

  /** Makes columns for what an entry has. */
  learn(entry: Entry): void {
    for (const { column } of fieldsOf(entry)) {
      if (this.#places.has(column)) continue;
      if (this.#places.size < MOST_COLUMNS) this.#places.set(column, this.#places.size);
      else this.#hasOthers = true;
    }
  }

  head(): string {
    return csvLine(['id', 'time', ...this.#places.keys(), ...(this.#hasOthers ? ['other fields'] : [])]);
  }

  line(entry: Entry): string {
    const values = Array.from({ length: this.#places.size }, () => '');
    const others: [string, string][] = [];
    for (const { column, value } of fieldsOf(entry)) {
      const place = this.#places.get(column);
      if (place === undefined) others.push([column, value]);
      else values[place] = value;
    }
    const time = timeOfStreamId(entry.id);
    const rest = this.#hasOthers ? [others.length > 0 ? JSON.stringify(others) : ''] : [];
    return csvLine([entry.id, time === null ? '' : new Date(time).toISOString(), ...values, ...rest]);
  }
}

function* fieldsOf({ fields }: Entry): Generator<{ column: string; value: string }> {
  const seen = new Map<string, number>();
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const name = textOf(fields[index]!);
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    yield { column: nth === 1 ? name : `${name} (${nth})`, value: textOf(fields[index + 1]!) };
  }
}

function textOf(bytes: Buffer): string {
  return utf8Text(bytes) ?? `base64:${bytes.toString('base64')}`;
}
