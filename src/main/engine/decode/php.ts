import { utf8Text } from '#shared/redis/text.ts';
import { quoted, structureText, type Structure } from './structure-text.ts';

const MAX_VALUES = 200_000;
const MAX_DEPTH = 200;

/**
 * What PHP has serialised, as text. Objects are named, and never made. Null for bytes that are no whole value.
 *
 * @see https://www.php.net/manual/en/function.serialize.php
 */
export function phpText(bytes: Buffer): string | null {
  try {
    const reader = new Reader(bytes);
    const value = reader.value(0);
    return reader.at === bytes.length ? structureText(value) : null;
  } catch {
    return null;
  }
}

class Reader {
  at = 0;
  readonly #bytes: Buffer;
  #values = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  value(depth: number): Structure {
    if (depth > MAX_DEPTH || ++this.#values > MAX_VALUES) throw new Error('too much');
    const type = this.#take(2);
    switch (type) {
      case 'N;':
        return 'null';
      case 'b:':
        return this.#until(';') === '1' ? 'true' : 'false';
      case 'i:':
      case 'd:':
        return this.#until(';');
      case 's:': {
        const text = this.#string();
        this.#expect(';');
        return text;
      }
      case 'a:': {
        const count = Number(this.#until(':'));
        return { open: '[', close: ']', items: this.#pairs(count, depth) };
      }
      case 'O:': {
        const name = this.#string();
        this.#expect(':');
        const count = Number(this.#until(':'));
        return { open: `${plain(name)} {`, close: '}', items: this.#pairs(count, depth) };
      }
      case 'C:': {
        const name = this.#string();
        this.#expect(':');
        const length = Number(this.#until(':'));
        this.#expect('{');
        const inside = this.#bytes.subarray(this.at, (this.at += length));
        this.#expect('}');
        return { open: `${plain(name)} {`, close: '}', items: [quoted(inside, utf8Text(inside))] };
      }
      case 'E:': {
        const name = this.#string();
        this.#expect(';');
        return plain(name);
      }
      case 'r:':
      case 'R:':
        return `the value ${this.#until(';')}`;
      default:
        throw new Error(`unknown type ${type}`);
    }
  }

  #pairs(count: number, depth: number): [Structure, Structure][] {
    this.#expect('{');
    const pairs: [Structure, Structure][] = [];
    for (let index = 0; index < count; index++) pairs.push([this.value(depth + 1), this.value(depth + 1)]);
    this.#expect('}');
    return pairs;
  }

  /** `5:"hello"`. Names of private members have zero bytes in them: `\0Class\0name`. */
  #string(): string {
    const length = Number(this.#until(':'));
    this.#expect('"');
    if (!(this.at + length <= this.#bytes.length)) throw new Error('cut');
    const bytes = this.#bytes.subarray(this.at, (this.at += length));
    this.#expect('"');
    const text = utf8Text(bytes);
    // oxlint-disable-next-line no-control-regex -- as PHP marks who may see a member
    return quoted(bytes, text?.replace(/^\u0000[^\u0000]*\u0000/, '') ?? null);
  }

  #take(length: number): string {
    if (this.at + length > this.#bytes.length) throw new Error('cut');
    return this.#bytes.toString('latin1', this.at, (this.at += length));
  }

  #expect(sign: string): void {
    if (this.#take(1) !== sign) throw new Error(`no ${sign}`);
  }

  #until(sign: string): string {
    const end = this.#bytes.indexOf(sign, this.at);
    if (end < 0 || end - this.at > 64) throw new Error(`no ${sign}`);
    const text = this.#bytes.toString('latin1', this.at, end);
    this.at = end + 1;
    if (!/^(?:-?\d+|-?[\d.]+(?:E[+-]?\d+)?|-?INF|NAN)$/.test(text)) throw new Error('no number');
    return text;
  }
}

function plain(name: string): string {
  return name.replace(/^"(.*)"$/s, '$1').replace(/\\\\/g, '\\');
}
