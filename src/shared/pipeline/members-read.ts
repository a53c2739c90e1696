import type { ASTNode } from '@marcbachmann/cel-js';

/** A field that an expression reads: the names that lead to it from a variable. */
export interface FieldRead {
  variable: string;
  names: string[];
}

/** The field that a chain of names leads to; null where it is something else. */
export function fieldOf(node: ASTNode): FieldRead | null {
  if (node.op === 'id') return { variable: node.args, names: [] };
  if (node.op === '.' || node.op === '.?') {
    const [of, name] = node.args;
    return withName(fieldOf(of), name);
  }
  if (node.op === '[]' || node.op === '[?]') {
    const [of, index] = node.args;
    if (index.op === 'value' && typeof index.args === 'string') return withName(fieldOf(of), index.args);
  }
  return null;
}

/** The parts of an expression. */
export function partsOf(node: ASTNode): ASTNode[] {
  return ([node.args].flat(3) as unknown[]).filter(isNode);
}

/**
 * The paths of all that an expression reads of a variable, what `has` asks for among them; null where it reads the variable itself. It gives the same for two
 * values that have the same under these paths.
 */
export function pathsRead(node: ASTNode, variable: string): string[][] | null {
  const field = fieldOf(node);
  if (field) {
    if (field.variable !== variable) return [];
    return field.names.length > 0 ? [field.names] : null;
  }
  const paths: string[][] = [];
  for (const part of partsOf(node)) {
    const some = pathsRead(part, variable);
    if (some === null) return null;
    paths.push(...some);
  }
  return paths;
}

const withName = (field: FieldRead | null, name: string): FieldRead | null =>
  field && { ...field, names: [...field.names, name] };

const isNode = (part: unknown): part is ASTNode => typeof part === 'object' && part !== null && 'op' in part;
