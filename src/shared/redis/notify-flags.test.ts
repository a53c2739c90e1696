import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  flagsOfEvents,
  lackingFlags,
  normalFlags,
  notifyClasses,
  publishesNothing,
  sameFlags,
  unionFlags,
} from './notify-flags.ts';

const flags = fc.string({ unit: fc.constantFrom(...'Ag$lshzxetdmnKEoc'.split('')) });

describe('flags', () => {
  it.each([
    ['KEA', 'AKE'],
    ['g$lshzxetdmnKE', 'AnKEm'],
    ['EKx', 'xKE'],
    ['', ''],
    ['AAg', 'A'],
    ['KK', 'K'],
    ['K?E', 'KE?'],
  ])('%s is written %s', (text, normal) => expect(normalFlags(text)).toBe(normal));

  it('are the same in any order, with A or without', () => {
    expect(sameFlags('KEA', 'AKE')).toBe(true);
    expect(sameFlags('KEg$lshzxetd', 'AKE')).toBe(true);
    expect(sameFlags('AKE', 'AKEm')).toBe(false);
    expect(sameFlags('', 'K')).toBe(false);
  });

  it('A does not stand for misses, new keys, overwriting and changes of type', () => {
    expect(lackingFlags('AKE', 'mnoc')).toBe('nmoc');
    expect(lackingFlags('AKE', 'xge$d')).toBe('');
    expect(notifyClasses.filter(({ inAll }) => !inAll).map(({ flag }) => flag)).toEqual(['m', 'n', 'o', 'c']);
  });

  it('are joined, and nothing is lost by it', () => {
    expect(unionFlags('xE', 'Kg')).toBe('gxKE');
    fc.assert(
      fc.property(flags, flags, (now, needed) => {
        const after = unionFlags(now, needed);
        expect(lackingFlags(after, needed)).toBe('');
        expect(lackingFlags(after, now)).toBe('');
        expect(normalFlags(after)).toBe(after);
        if (lackingFlags(now, needed) === '') expect(sameFlags(after, now)).toBe(true);
      }),
    );
  });

  it('without a class, or without K and E, publish nothing', () => {
    for (const text of ['', 'K', 'KE', 'A', 'xg']) expect(publishesNothing(text)).toBe(true);
    for (const text of ['Kx', 'AE', 'mE']) expect(publishesNothing(text)).toBe(false);
  });

  it('are known of events by their names', () => {
    expect(flagsOfEvents(['expired', 'del'])).toBe('gx');
    expect(flagsOfEvents(['xadd', 'keymiss'])).toBe('tm');
    expect(flagsOfEvents(['bf.add'])).toBe('A');
  });
});
