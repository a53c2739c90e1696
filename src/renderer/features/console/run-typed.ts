import type { ConsoleOutcome } from '#shared/contract/console.ts';
import { withoutSecrets } from '#shared/redis/secret-arguments.ts';
import { asError, engineNow } from '../../lib/engine.ts';
import { whileShown } from '../../lib/page-shown.ts';
import {
  addEntries,
  addHistory,
  answersOf,
  changeListening,
  changeTab,
  removeTab,
  tabOf,
  type ConsoleTab,
} from './console-store.ts';
import type { Unit } from './typed-text.ts';

/** Who waits for the answer of a person, by tab. */
const asking = new Map<string, (isConfirmed: boolean) => void>();
/** What listens, by its entry. */
const listening = new Map<string, { tabId: string; gone: AbortController }>();
const inputOf = ({ connectionId, id }: ConsoleTab) => ({ connectionId, tabId: id });

/** Tabs whose run is to go no further. */
const stopping = new Set<string>();

/** Runs what was typed, one after the other. It stops at the first error, at Ctrl+C, and where a person says no; what was not run is said. */
export async function runTyped(tab: ConsoleTab, units: readonly Unit[]): Promise<void> {
  const all = units.flatMap(({ lines, times }) => Array<readonly string[]>(times).fill(lines));
  stopping.delete(tab.id);
  try {
    for (const [index, lines] of all.entries()) {
      const end = await runUnit(tab, lines);
      const left = all.slice(index + 1).reduce((sum, { length }) => sum + length, 0);
      const why = stopping.has(tab.id) ? 'Stopped.' : end;
      if (why === null) continue;
      const rest = left === 0 ? '' : ` ${left === 1 ? '1 line was' : `${left} lines were`} not run.`;
      if (left > 0 || why === DECLINED) note(tab, why + rest);
      return;
    }
  } finally {
    changeTab(tab.id, { running: null });
  }
}

const DECLINED = 'Not run.';
const FAILED = 'Stopped at an error.';
const LOST = 'Stopped: the connection was lost.';

/** @returns why nothing more is run; null to go on */
async function runUnit(tab: ConsoleTab, lines: readonly string[]): Promise<string | null> {
  const { id } = tab;
  const hidden = lines.map(withoutSecrets);
  const shown = hidden.map(({ line }) => line).join('\n');
  changeTab(id, { running: shown });
  try {
    const outcome = await runAsked(tab, lines);
    if (outcome === null) return DECLINED;
    if (outcome.kind === 'listen') {
      void listen(tab, shown);
      addHistory(tab.connectionId, shown);
      return null;
    }
    addEntries(id, answersOf(outcome));
    changeTab(id, { state: outcome.tab });
    for (const { line, isSecret } of hidden) if (!isSecret) addHistory(tab.connectionId, line);
    // Its connection was lost: that is for a person to read before anything goes on.
    if (outcome.answers.length === 0) return LOST;
    return outcome.answers.some(({ reply }) => reply.type === 'error') ? FAILED : null;
  } catch (thrown) {
    addEntries(id, [{ kind: 'error', id: crypto.randomUUID(), line: shown, error: asError(thrown) }]);
    return FAILED;
  }
}

/** @returns null when a person said no */
async function runAsked(
  tab: ConsoleTab,
  lines: readonly string[],
): Promise<Exclude<ConsoleOutcome, { kind: 'ask' }> | null> {
  const run = (confirmed: boolean) =>
    engineNow().console.run({ ...inputOf(tab), lines: [...lines], confirmed });
  const outcome = await run(false);
  if (outcome.kind !== 'ask') return outcome;
  changeTab(tab.id, { question: outcome.question });
  const isConfirmed = await new Promise<boolean>(resolve => asking.set(tab.id, resolve));
  asking.delete(tab.id);
  changeTab(tab.id, { question: null });
  if (!isConfirmed) return null;
  const again = await run(true);
  return again.kind === 'ask' ? null : again;
}

/** What a person said to the question of a tab. */
export function answerQuestion(tabId: string, isConfirmed: boolean): void {
  asking.get(tabId)?.(isConfirmed);
}

/** Ctrl+C. */
export async function interrupt(tab: ConsoleTab): Promise<void> {
  stopping.add(tab.id);
  try {
    const { how } = await engineNow().console.interrupt(inputOf(tab));
    if (how === 'closed')
      note(
        tab,
        'The server could not end it by itself: the connection of this tab was closed. Whether the command was carried out is unknown.',
      );
  } catch (thrown) {
    addEntries(tab.id, [{ kind: 'error', id: crypto.randomUUID(), line: 'Ctrl+C', error: asError(thrown) }]);
  }
}

async function listen(tab: ConsoleTab, line: string): Promise<void> {
  const entryId = crypto.randomUUID();
  const gone = new AbortController();
  listening.set(entryId, { tabId: tab.id, gone });
  addEntries(tab.id, [{ kind: 'listening', id: entryId, line, state: null, error: null }]);
  try {
    const states = engineNow().console.listen(
      { ...inputOf(tab), listenId: entryId, line },
      { signal: gone.signal },
    );
    for await (const state of whileShown(states, gone.signal)) changeListening(tab.id, entryId, { state });
  } catch (thrown) {
    if (!gone.signal.aborted) changeListening(tab.id, entryId, { error: asError(thrown) });
  } finally {
    listening.delete(entryId);
  }
}

/** Hears no more; what was heard stays in the log. */
export function stopListening(entryId: string): void {
  engineNow()
    .console.stopListening({ listenId: entryId })
    .catch(() => listening.get(entryId)?.gone.abort());
}

/** Empties the log; what listens ends. */
export function clearLog(tab: ConsoleTab): void {
  endListening(tab.id);
  changeTab(tab.id, { entries: [] });
}

export function closeTab(tab: ConsoleTab): void {
  endListening(tab.id);
  answerQuestion(tab.id, false);
  removeTab(tab);
  // A tab that is gone has nobody to tell.
  engineNow()
    .console.close(inputOf(tab))
    .catch(() => {});
}

function endListening(tabId: string): void {
  for (const { tabId: of, gone } of listening.values()) if (of === tabId) gone.abort();
}

function note(tab: ConsoleTab, text: string): void {
  if (tabOf(tab.id)) addEntries(tab.id, [{ kind: 'note', id: crypto.randomUUID(), text }]);
}
