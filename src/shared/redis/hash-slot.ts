/**
 * Only what stands between the first `{` and the first `}` after it decides on the slot of a key, where anything does:
 * https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags
 */
const TAG = /^[^{]*\{([^}]+)\}/;

/** A name that is in the same slot of a cluster as this key; null where no suffix makes one. */
export function besideInSlot(key: string, suffix: string): string | null {
  if (TAG.test(key)) return key + suffix;
  // In braces, a name would end at its own first closing one.
  return key === '' || key.includes('}') ? null : `{${key}}${suffix}`;
}
