import { certain, fieldOf, hasMembers, hasOnly, jsonObject, likely, type Recogniser } from '../evidence.ts';

const MAGIC = Buffer.from([0x89, 0x42, 0x49, 0x4e, 0x0d, 0x0a, 0x1a, 0x0a]);

/** https://github.com/ag2ai/faststream */
export const faststream: Recogniser = {
  framework: 'FastStream',
  stream: evidence => {
    const data = fieldOf(evidence, '__data__');
    if (!data) return null;
    if (MAGIC.equals(data.subarray(0, MAGIC.length)))
      return certain('messages', 'the field __data__, and the first bytes of its binary form');
    const isJson = hasOnly(evidence, '__data__') && hasMembers(jsonObject(data), 'data', 'headers');
    return isJson ? likely('messages', 'the field __data__ with data and headers') : null;
  },
};
