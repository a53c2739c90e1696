/** The texts a file has had: one history of what was typed and what forms did. */
export interface History {
  readonly past: readonly string[];
  readonly present: string;
  readonly future: readonly string[];
  /** What the newest change was of, and when: what goes on with it is one step with it. */
  readonly newest: { of: string; at: number } | null;
}

/** Typing that goes on within this time is one step. */
const ONE_STEP_MS = 1_000;
const MOST_STEPS = 200;

export function historyOf(present: string): History {
  return { past: [], present, future: [], newest: null };
}

/** @param of what is changed ("text", the path of a member): changes of the same thing in quick succession are one step */
export function changedTo(history: History, text: string, of: string, at: number): History {
  const { past, present, newest } = history;
  if (text === present) return history;
  const goesOn = newest?.of === of && at - newest.at < ONE_STEP_MS;
  return {
    past: goesOn ? past : [...past, present].slice(-MOST_STEPS),
    present: text,
    future: [],
    newest: { of, at },
  };
}

export function undone({ past, present, future, newest }: History): History {
  const before = past.at(-1);
  if (before === undefined) return { past, present, future, newest };
  return { past: past.slice(0, -1), present: before, future: [present, ...future], newest: null };
}

export function redone({ past, present, future, newest }: History): History {
  const [next, ...rest] = future;
  if (next === undefined) return { past, present, future, newest };
  return { past: [...past, present], present: next, future: rest, newest: null };
}

/** What is kept of a history over a reload: so many characters in all, of the steps nearest to the present. */
const MOST_KEPT = 200_000;

/** The steps of a history as text; null where there are none. */
export function keptHistory({ past, future }: History): string | null {
  let room = MOST_KEPT;
  const isRoom = (text: string) => (room -= text.length) >= 0;
  const before = past.toReversed();
  const cut = before.findIndex(text => !isRoom(text));
  const kept = { past: before.slice(0, cut === -1 ? undefined : cut).reverse(), future: [] as string[] };
  for (const text of future) {
    if (!isRoom(text)) break;
    kept.future.push(text);
  }
  return kept.past.length + kept.future.length === 0 ? null : JSON.stringify(kept);
}

/** A history that was kept around this text; one of the text alone where that cannot be read. */
export function historyFrom(kept: string | undefined, present: string): History {
  const alone = historyOf(present);
  try {
    const { past, future } = JSON.parse(kept ?? '') as Record<string, unknown>;
    return areTexts(past) && areTexts(future) ? { ...alone, past, future } : alone;
  } catch {
    return alone;
  }
}

function areTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}
