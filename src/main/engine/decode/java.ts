import { utf8Text } from '#shared/redis/text.ts';
import { quoted, structureText, type Structure } from './structure-text.ts';

const MAX_VALUES = 200_000;
const MAX_DEPTH = 200;

/** The magic number and the version that every stream begins with. */
const HEADER = Buffer.from('aced0005', 'hex');

/** Whether Java has serialised this, going by how it begins. */
export function isJava(bytes: Uint8Array): boolean {
  return bytes.length > HEADER.length && HEADER.equals(bytes.subarray(0, HEADER.length));
}

/**
 * What Java has serialised, as text. Classes are named and never loaded, and no method of theirs is called; what one wrote by a method of its own
 * stands behind its fields. Null for bytes that are no whole stream, or that only the class itself could read.
 *
 * @see https://docs.oracle.com/en/java/javase/21/docs/specs/serialization/protocol.html
 */
export function javaText(bytes: Buffer): string | null {
  if (!isJava(bytes)) return null;
  try {
    const reader = new Reader(bytes);
    const contents = reader.contents();
    return contents.length === 1
      ? structureText(contents[0]!)
      : contents.map(content => structureText(content)).join('\n');
  } catch {
    return null;
  }
}

const FLAGS = { writeMethod: 1, serializable: 2, externalizable: 4, blockData: 8 } as const;

interface ClassDescription {
  name: string;
  flags: number;
  fields: readonly { type: string; name: string }[];
  parent: ClassDescription | null;
}

/** The end of what a method wrote. */
const END = Symbol('end');

class Reader {
  readonly #bytes: Buffer;
  /** What later parts point back to, by its place. */
  readonly #handles: (ClassDescription | string)[] = [];
  #at = HEADER.length;
  #values = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  contents(): Structure[] {
    const contents: Structure[] = [];
    while (this.#at < this.#bytes.length) {
      const content = this.#content(0);
      if (content === END) throw new Error('an end without a beginning');
      contents.push(content);
    }
    return contents;
  }

  #content(depth: number): Structure | typeof END {
    if (depth > MAX_DEPTH || ++this.#values > MAX_VALUES) throw new Error('too much');
    const type = this.#byte();
    switch (type) {
      case 0x70:
        return 'null';
      case 0x71: {
        const found = this.#handle();
        return typeof found === 'string' ? found : found.name;
      }
      case 0x72:
      case 0x7d:
        this.#at--;
        return this.#description(depth)?.name ?? 'null';
      case 0x73: {
        const of = this.#description(depth);
        this.#handles.push(`the ${of?.name ?? 'object'} above`);
        return { open: `${of?.name ?? 'object'} {`, close: '}', items: of ? this.#object(of, depth) : [] };
      }
      case 0x74:
        return this.#newString(this.#take(2).readUInt16BE());
      case 0x7c:
        return this.#newString(Number(this.#take(8).readBigUInt64BE()));
      case 0x75:
        return this.#array(depth);
      case 0x76: {
        const of = this.#description(depth);
        this.#handles.push(of?.name ?? 'class');
        return `class ${of?.name ?? 'null'}`;
      }
      case 0x77:
        return quoted(this.#take(this.#byte()), null);
      case 0x7a:
        return quoted(this.#take(this.#take(4).readUInt32BE()), null);
      case 0x78:
        return END;
      case 0x7e: {
        const of = this.#description(depth);
        const place = this.#handles.push('enum') - 1;
        const constant = plain(this.#value(depth));
        const name = `${of?.name ?? 'enum'}.${constant}`;
        this.#handles[place] = name;
        return name;
      }
      default:
        throw new Error(`unknown content ${type}`);
    }
  }

  /** A content that is a value. */
  #value(depth: number): Structure {
    const content = this.#content(depth + 1);
    if (content === END) throw new Error('an end where a value was expected');
    return content;
  }

  #newString(length: number): string {
    const bytes = this.#take(length);
    const text = quoted(bytes, utf8Text(bytes));
    this.#handles.push(text);
    return text;
  }

  #array(depth: number): Structure {
    const of = this.#description(depth);
    this.#handles.push(`the ${of?.name ?? 'array'} above`);
    const count = this.#take(4).readUInt32BE();
    const type = of?.name[1] ?? 'L';
    if (type === 'B') {
      const bytes = this.#take(count);
      return quoted(bytes, null);
    }
    const items: Structure[] = [];
    for (let index = 0; index < count; index++) items.push(this.#field(type, depth));
    return { open: '[', close: ']', items };
  }

  /** The fields of an object, those of its parents first, and what methods of its classes wrote. */
  #object(of: ClassDescription, depth: number): Structure[] {
    const lineage: ClassDescription[] = [];
    for (let at: ClassDescription | null = of; at; at = at.parent) {
      lineage.unshift(at);
      if (lineage.length > MAX_DEPTH) throw new Error('too much');
    }
    const items: Structure[] = [];
    for (const { flags, fields } of lineage) {
      if (flags & FLAGS.serializable)
        for (const { type, name } of fields)
          items.push({ open: `${name}: `, close: '', items: [this.#field(type, depth)] });
      const isWritten = flags & FLAGS.serializable ? flags & FLAGS.writeMethod : flags & FLAGS.externalizable;
      if (!isWritten) continue;
      if (!(flags & FLAGS.serializable) && !(flags & FLAGS.blockData))
        throw new Error('only its class can read it');
      items.push(...this.#written(depth));
    }
    return items;
  }

  /** What a method wrote, up to its end. */
  #written(depth: number): Structure[] {
    const items: Structure[] = [];
    for (;;) {
      const content = this.#content(depth + 1);
      if (content === END) return items;
      items.push(content);
    }
  }

  #field(type: string, depth: number): Structure {
    if (++this.#values > MAX_VALUES) throw new Error('too much');
    switch (type) {
      case 'B':
        return String(this.#take(1).readInt8());
      case 'C':
        return JSON.stringify(String.fromCharCode(this.#take(2).readUInt16BE()));
      case 'D':
        return String(this.#take(8).readDoubleBE());
      case 'F':
        return String(this.#take(4).readFloatBE());
      case 'I':
        return String(this.#take(4).readInt32BE());
      case 'J':
        return String(this.#take(8).readBigInt64BE());
      case 'S':
        return String(this.#take(2).readInt16BE());
      case 'Z':
        return this.#byte() === 0 ? 'false' : 'true';
      case 'L':
      case '[':
        return this.#value(depth);
      default:
        throw new Error(`unknown type ${type}`);
    }
  }

  #description(depth: number): ClassDescription | null {
    if (depth > MAX_DEPTH || ++this.#values > MAX_VALUES) throw new Error('too much');
    const type = this.#byte();
    if (type === 0x70) return null;
    if (type === 0x71) {
      const found = this.#handle();
      if (typeof found === 'string') throw new Error('not a class');
      return found;
    }
    const of: ClassDescription = { name: 'proxy', flags: FLAGS.serializable, fields: [], parent: null };
    if (type === 0x72) {
      of.name = this.#text();
      this.#take(8);
      this.#handles.push(of);
      of.flags = this.#byte();
      const fields: { type: string; name: string }[] = [];
      const count = this.#take(2).readUInt16BE();
      for (let index = 0; index < count; index++) {
        const kind = String.fromCharCode(this.#byte());
        fields.push({ type: kind, name: this.#text() });
        // The name of its class, which is a value of its own.
        if (kind === 'L' || kind === '[') this.#value(depth);
      }
      of.fields = fields;
    } else if (type === 0x7d) {
      this.#handles.push(of);
      const count = this.#take(4).readUInt32BE();
      const names: string[] = [];
      for (let index = 0; index < count; index++) names.push(this.#text());
      of.name = `proxy of ${names.join(', ')}`;
    } else throw new Error(`unknown description ${type}`);
    this.#written(depth);
    of.parent = this.#description(depth + 1);
    return of;
  }

  /** Handles count from 0x7e0000 on. */
  #handle(): ClassDescription | string {
    const found = this.#handles[this.#take(4).readUInt32BE() - 0x7e0000];
    if (found === undefined) throw new Error('nothing there');
    return found;
  }

  #text(): string {
    return this.#take(this.#take(2).readUInt16BE()).toString();
  }

  #byte(): number {
    return this.#take(1)[0]!;
  }

  #take(length: number): Buffer {
    if (!(length >= 0 && this.#at + length <= this.#bytes.length)) throw new Error('cut');
    return this.#bytes.subarray(this.#at, (this.#at += length));
  }
}

function plain(value: Structure): string {
  if (typeof value !== 'string') throw new Error('no name');
  return value.replace(/^"(.*)"$/s, '$1');
}
