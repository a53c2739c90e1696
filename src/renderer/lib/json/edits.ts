import { childOf, jsonNodes, type JsonNode } from './nodes.ts';

/** Member names and indexes, from the top of a JSON text. */
export type JsonPath = readonly (string | number)[];

/** Columns that a line has; what is longer is broken into several. */
const WIDTH = 100;

/**
 * A JSON text with one value set, and everything else as it was written: order, layout, digits of numbers. What is missing on the way is made.
 *
 * @param text valid JSON
 * @param value undefined takes it away; an item behind the end of a list is appended
 * @param order of the names of members: a new one goes behind those that stand before it there; else it is the last
 */
export function withValue(
  text: string,
  path: JsonPath,
  value: unknown,
  order: readonly string[] = [],
): string {
  let node = jsonNodes(text);
  for (const [depth, step] of path.entries()) {
    const rest = path.slice(depth + 1);
    const child = childOf(node, step);
    if (child && (rest.length > 0 || value !== undefined)) {
      node = child;
      continue;
    }
    if (child) return without(text, node, step);
    if (value === undefined) return text;
    const made = rest.reduceRight<unknown>(
      (inner, name) => (typeof name === 'number' ? [inner] : { [name]: inner }),
      value,
    );
    if (node.members) return withMember(text, node, String(step), made, order);
    if (node.items) return withItem(text, node, made);
    return replaced(text, node, typeof step === 'number' ? [made] : { [step]: made });
  }
  return value === undefined ? text : replaced(text, node, value);
}

/** The same text with a member called something else, at its place. Nothing is done where the name is taken. */
export function withName(text: string, path: JsonPath, name: string): string {
  const above = nodeAt(text, path.slice(0, -1));
  const member = above?.members?.find(({ key }) => key === path.at(-1));
  if (!member || above!.members!.some(({ key }) => key === name)) return text;
  return text.slice(0, member.keyStart) + JSON.stringify(name) + text.slice(member.keyEnd);
}

/** How a value is written: in one line where it fits. */
export function writtenJson(value: unknown, indent = '', unit = '  ', newline = '\n'): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts = Array.isArray(value)
    ? value.map(item => ({ name: '', item: item as unknown }))
    : Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => ({ name: `${JSON.stringify(key)}: `, item: item as unknown }));
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  if (parts.length === 0) return `${open}${close}`;
  const pad = Array.isArray(value) ? '' : ' ';
  const line = `${open}${pad}${parts.map(({ name, item }) => name + writtenJson(item, '', '')).join(', ')}${pad}${close}`;
  // Without a unit it is asked for as one line.
  if (unit === '' || indent.length + line.length <= WIDTH) return line;
  const inner = indent + unit;
  const lines = parts.map(({ name, item }) => inner + name + writtenJson(item, inner, unit, newline));
  return [open, lines.join(`,${newline}`), indent + close].join(newline);
}

function nodeAt(text: string, path: JsonPath): JsonNode | undefined {
  return path.reduce<JsonNode | undefined>((node, step) => node && childOf(node, step), jsonNodes(text));
}

function replaced(text: string, node: JsonNode, value: unknown): string {
  const written = writtenJson(value, indentAt(text, node.start), unitOf(text), newlineOf(text));
  return text.slice(0, node.start) + written + text.slice(node.end);
}

function without(text: string, node: JsonNode, step: string | number): string {
  const parts = partsOf(node);
  const index = node.items ? Number(step) : node.members!.findLastIndex(({ key }) => key === String(step));
  const part = parts[index]!;
  const before = parts[index - 1];
  const after = parts[index + 1];
  const [from, to] = after
    ? [part.start, after.start]
    : before
      ? [before.end, part.end]
      : [node.start + 1, node.end - 1];
  return text.slice(0, from) + text.slice(to);
}

function withMember(
  text: string,
  node: JsonNode,
  name: string,
  value: unknown,
  order: readonly string[],
): string {
  const rank = order.indexOf(name);
  const isBefore = (key: string) => {
    const other = order.indexOf(key);
    return other !== -1 && other < rank;
  };
  const members = node.members!;
  const index = rank === -1 ? members.length : members.findLastIndex(({ key }) => isBefore(key)) + 1;
  return withPart(text, node, index, `${JSON.stringify(name)}: `, value);
}

function withItem(text: string, node: JsonNode, value: unknown): string {
  return withPart(text, node, node.items!.length, '', value);
}

/** Writes one more part of an object or a list, as those are written that are there. */
function withPart(text: string, node: JsonNode, index: number, name: string, value: unknown): string {
  const parts = partsOf(node);
  const unit = unitOf(text);
  const newline = newlineOf(text);
  const indent = indentAt(text, node.start);
  const breaks = (parts.length === 0 ? node.start === 0 : isBroken(text, node))
    ? `${newline}${indent}${unit}`
    : ' ';
  const isInLines = breaks !== ' ';
  const written =
    name + (isInLines ? writtenJson(value, indent + unit, unit, newline) : writtenJson(value, '', ''));
  if (parts.length === 0) {
    const pad = isInLines ? `${newline}${indent}` : node.members ? ' ' : '';
    const inside = isInLines ? breaks + written + pad : pad + written + pad;
    const one = text.slice(0, node.start + 1) + inside + text.slice(node.end - 1);
    return isInLines || written.length + indent.length < WIDTH ? one : brokenUp(one, node.start);
  }
  const neighbour = parts[index - 1];
  const next = neighbour
    ? `${text.slice(0, neighbour.end)},${breaks}${written}${text.slice(neighbour.end)}`
    : `${text.slice(0, parts[0]!.start)}${written},${breaks}${text.slice(parts[0]!.start)}`;
  return isInLines || node.end - node.start + written.length + indent.length < WIDTH
    ? next
    : brokenUp(next, node.start);
}

/** Gives each part of the object or list that begins at `start` a line of its own; the parts stay as they are. */
function brokenUp(text: string, start: number): string {
  const node = findAt(jsonNodes(text), start)!;
  const newline = newlineOf(text);
  const indent = indentAt(text, start);
  const inner = indent + unitOf(text);
  const lines = partsOf(node).map(part => inner + text.slice(part.start, part.end));
  const inside = `${newline}${lines.join(`,${newline}`)}${newline}${indent}`;
  return text.slice(0, start + 1) + inside + text.slice(node.end - 1);
}

function findAt(node: JsonNode, start: number): JsonNode | undefined {
  if (node.start === start) return node;
  const inner = [...(node.items ?? []), ...(node.members ?? []).map(({ value }) => value)];
  const around = inner.find(({ start: from, end }) => from <= start && start < end);
  return around && findAt(around, start);
}

/** From the name of a member, or from an item, to its end. */
function partsOf(node: JsonNode): { start: number; end: number }[] {
  return node.items ?? node.members!.map(({ keyStart, value }) => ({ start: keyStart, end: value.end }));
}

/** Its parts stand in lines of their own. */
function isBroken(text: string, node: JsonNode): boolean {
  return /[\n\r]/.test(text.slice(node.start, partsOf(node)[0]!.start));
}

/** What the line of a place begins with. */
function indentAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*/.exec(line)![0];
}

/** By what lines of this text are moved in. */
function unitOf(text: string): string {
  return /\n(\t|[ ]{1,8})\S/.exec(text)?.[1] ?? '  ';
}

function newlineOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
