import type { ASTNode } from '@marcbachmann/cel-js';
import { newEnvironment } from './expression.ts';
import { fieldOf, partsOf, type FieldRead } from './members-read.ts';

/** The fields that an expression reads, each once, as deep as their names are written out; what `has` asks for is not among them. */
export function fieldsRead(source: string): FieldRead[] {
  const found = new Map<string, FieldRead>();
  walk(newEnvironment().parse(source).ast, found);
  return [...found.values()];
}

/** A field as an expression writes it: `event.item["unit price"]`. */
export function fieldText({ variable, names }: FieldRead): string {
  return (
    variable +
    names.map(name => (/^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`)).join('')
  );
}

/** The text with which every value of an expression begins: `user:` of `'user:' + event.id`. @returns whether it is all of it, too */
export function fixedStart(source: string): { text: string; isWhole: boolean } {
  return startOf(newEnvironment().parse(source).ast);
}

function startOf(node: ASTNode): { text: string; isWhole: boolean } {
  if (node.op === 'value' && typeof node.args === 'string') return { text: node.args, isWhole: true };
  if (node.op !== '+') return { text: '', isWhole: false };
  const [left, right] = node.args.map(startOf);
  return left!.isWhole ? { text: left!.text + right!.text, isWhole: right!.isWhole } : left!;
}

function walk(node: ASTNode, found: Map<string, FieldRead>): void {
  const field = fieldOf(node);
  if (field && field.names.length > 0) return void found.set(fieldText(field), field);
  if (node.op === 'call' && node.args[0] === 'has') return;
  for (const part of partsOf(node)) walk(part, found);
}
