import type { FieldPath } from '#shared/contract/decoding.ts';

/** A path as people write it: `meta.dt`, `items[0]["the key"]`. */
export function fieldPathText(path: FieldPath): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}
