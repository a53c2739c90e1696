import { changesBetween } from '../nearest.ts';
import { splitArguments, wordsOf } from './split-arguments.ts';

/** Settings of a server that are passwords. */
const SECRET_SETTINGS = /^(?:requirepass|masterauth|primaryauth|sentinel-pass|.*-pass|.*-password)$/i;
/** What of ACL SETUSER is a password, or its hash. A word that is empty may be one: it is of bytes that are no text. */
const ACL_PASSWORD = /^(?:[><#!]|$)/;

/** Which arguments of a command are passwords, by their places. */
export function secretPlaces(words: readonly string[]): number[] {
  const [name = '', sub = ''] = words.map(word => word.toUpperCase());
  const places = words.map((_, place) => place);
  // Wherever the word stands: a key or a name of a client may be called so, too.
  const after = (option: string, count: number) =>
    places.filter(place =>
      words.some((word, at) => at > 0 && word.toUpperCase() === option && place > at && place <= at + count),
    );
  // A password that was typed after a mistyped AUTH is one all the same.
  switch (changesBetween(name, 'AUTH') === 1 ? 'AUTH' : name) {
    case 'AUTH':
      return places.slice(1);
    case 'HELLO':
      return after('AUTH', 2);
    case 'MIGRATE':
      return [...new Set([...after('AUTH', 1), ...after('AUTH2', 2)])].sort((a, b) => a - b);
    case 'ACL':
      return sub === 'SETUSER' ? places.slice(3).filter(place => ACL_PASSWORD.test(words[place]!)) : [];
    case 'CONFIG':
    case 'SENTINEL':
      return places.filter(
        place => place > 1 && SECRET_SETTINGS.test(words[place - 1]!) && words[place] !== undefined,
      );
    default:
      return [];
  }
}

/** The line as it may be shown and kept; `isSecret` says that something was taken out of it. */
export function withoutSecrets(line: string): { line: string; isSecret: boolean } {
  const { args } = splitArguments(line);
  const secret = secretPlaces(wordsOf(args));
  let shown = line;
  for (const place of [...secret].reverse()) {
    const { from, to } = args[place]!;
    shown = `${shown.slice(0, from)}(hidden)${shown.slice(to)}`;
  }
  return { line: shown, isSecret: secret.length > 0 };
}
