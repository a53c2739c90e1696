import { useMemo, useSyncExternalStore } from 'react';
import { layoutOf, onLayout, rememberLayout } from './page-memory.ts';

/** Of what somebody may say whose it is; streams are keys. */
export type Chosen = 'key' | 'prefix' | 'channel';
/** Frameworks by what was chosen and its name; null is none of them. In the order in which they were chosen. */
export type Choices = Readonly<Record<string, string | null>>;

/** So many stay; earlier ones are forgotten. Together they stay far below what the page's memory takes. */
const MOST = 200;
/** Nobody says whose a key with a longer name is. */
const MOST_CHARACTERS = 300;

const nameOf = (connectionId: string) => `frameworks ${connectionId}`;
const idOf = (of: Chosen, name: string) => `${of} ${name}`;

/** What a person has said of a connection. */
export function useChoices(connectionId: string): Choices {
  const text = useSyncExternalStore(onLayout, () => layoutOf(nameOf(connectionId)));
  return useMemo(() => choicesIn(text), [text]);
}

/** @param framework null: none of them; undefined: whatever it is recognised as */
export function chooseFramework(
  connectionId: string,
  of: Chosen,
  name: string,
  framework: string | null | undefined,
): void {
  if (name.length > MOST_CHARACTERS) return;
  const { [idOf(of, name)]: _, ...others } = choicesIn(layoutOf(nameOf(connectionId)));
  const chosen = framework === undefined ? others : { ...others, [idOf(of, name)]: framework };
  rememberLayout(
    nameOf(connectionId),
    JSON.stringify(Object.fromEntries(Object.entries(chosen).slice(-MOST))),
  );
}

/** What was chosen for a name itself; else for the longest prefix that it begins with. Undefined where nothing was. */
export function chosenFor(choices: Choices, of: Chosen, name: string): string | null | undefined {
  const own = idOf(of, name);
  if (Object.hasOwn(choices, own)) return choices[own];
  if (of === 'channel') return undefined;
  const begin = idOf('prefix', '');
  const prefixes = Object.keys(choices).filter(
    id => id.startsWith(begin) && name.startsWith(id.slice(begin.length)),
  );
  const longest = prefixes.sort((a, b) => b.length - a.length)[0];
  return longest === undefined ? undefined : choices[longest];
}

/** Anything unreadable counts as not there. */
function choicesIn(text: string | undefined): Choices {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    return Object.fromEntries(
      entries.filter(
        (entry): entry is [string, string | null] => entry[1] === null || typeof entry[1] === 'string',
      ),
    );
  } catch {
    return {};
  }
}
