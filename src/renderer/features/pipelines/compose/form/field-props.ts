import type { ComponentType } from 'react';
import type { JsonPath } from '../../../../lib/json/edits.ts';
import type { Shape } from './shapes.ts';

/** What the field of a place is told. */
export interface FieldProps {
  path: JsonPath;
  shape: Shape;
  /** The member or kind that it is in: what it is called depends on that. */
  around: string;
  name: string;
  label: string;
  hideLabel?: boolean;
  hint?: string | undefined;
  isRequired?: boolean;
  fallback?: unknown;
}

/** The fields of one kind of shape that has others in it; `Part` draws those, whatever they are. */
export type Of<K extends Shape['kind']> = Omit<FieldProps, 'shape'> & {
  shape: Extract<Shape, { kind: K }>;
  Part: ComponentType<FieldProps>;
};

/** How the field of a place is found among what is drawn. */
export function placeName(path: JsonPath): string {
  return path.join('.');
}
