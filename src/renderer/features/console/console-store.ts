import { create } from 'zustand';
import type {
  ConsoleAnswer,
  ConsoleListening,
  ConsoleOutcome,
  ConsoleQuestion,
  ConsoleTabState,
} from '#shared/contract/console.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';

/** Something in the log of a tab. */
export type LogEntry = { id: string } & (
  | { kind: 'answer'; answer: ConsoleAnswer }
  | { kind: 'error'; line: string; error: MillraceError }
  /** `state` is null until the connection is there; `isOver` when its messages are gone, too. */
  | { kind: 'listening'; line: string; state: ConsoleListening | null; error: MillraceError | null }
  /** What a person has to know. */
  | { kind: 'note'; text: string }
);

export interface ConsoleTab {
  id: string;
  connectionId: string;
  /** Counts up for each connection. */
  number: number;
  entries: readonly LogEntry[];
  state: ConsoleTabState | null;
  /** What it waits for. */
  running: string | null;
  /** Asked before something is run. */
  question: ConsoleQuestion | null;
}

/** More are forgotten, the oldest first: a log is what a person looks back at, not a store. */
const MOST_ENTRIES = 300;

interface Consoles {
  tabs: readonly ConsoleTab[];
  /** The tab that is shown, by connection. */
  shown: Readonly<Record<string, string>>;
  /** Lines that were run, the oldest first, by connection; absent until they were read. */
  history: Readonly<Record<string, readonly string[]>>;
}

/** The tabs of the console. They last as long as the page, whether the console is shown or not. */
export const useConsoles = create<Consoles>(() => ({ tabs: [], shown: {}, history: {} }));

export function tabOf(tabId: string): ConsoleTab | undefined {
  return useConsoles.getState().tabs.find(({ id }) => id === tabId);
}

export function openTab(connectionId: string): void {
  useConsoles.setState(({ tabs, shown }) => {
    const own = tabs.filter(tab => tab.connectionId === connectionId);
    const id = crypto.randomUUID();
    const number = Math.max(0, ...own.map(tab => tab.number)) + 1;
    const tab: ConsoleTab = {
      id,
      connectionId,
      number,
      entries: [],
      state: null,
      running: null,
      question: null,
    };
    return { tabs: [...tabs, tab], shown: { ...shown, [connectionId]: id } };
  });
}

export function showTab({ connectionId, id }: ConsoleTab): void {
  useConsoles.setState(({ shown }) => ({ shown: { ...shown, [connectionId]: id } }));
}

export function removeTab({ connectionId, id }: ConsoleTab): void {
  useConsoles.setState(({ tabs, shown }) => {
    const left = tabs.filter(tab => tab.id !== id);
    const next = left.findLast(tab => tab.connectionId === connectionId);
    return { tabs: left, shown: { ...shown, [connectionId]: next?.id ?? '' } };
  });
}

export function changeTab(tabId: string, change: Partial<ConsoleTab>): void {
  useConsoles.setState(({ tabs }) => ({
    tabs: tabs.map(tab => (tab.id === tabId ? Object.assign({}, tab, change) : tab)),
  }));
}

export function addEntries(tabId: string, added: readonly LogEntry[]): void {
  const tab = tabOf(tabId);
  if (tab) changeTab(tabId, { entries: [...tab.entries, ...added].slice(-MOST_ENTRIES) });
}

export function changeListening(
  tabId: string,
  entryId: string,
  change: { state?: ConsoleListening; error?: MillraceError },
): void {
  const tab = tabOf(tabId);
  if (!tab) return;
  changeTab(tabId, {
    entries: tab.entries.map(entry =>
      entry.id === entryId && entry.kind === 'listening' ? Object.assign({}, entry, change) : entry,
    ),
  });
}

export function addHistory(connectionId: string, line: string): void {
  useConsoles.setState(({ history }) => {
    const before = history[connectionId] ?? [];
    if (before.at(-1) === line) return {};
    return { history: { ...history, [connectionId]: [...before, line] } };
  });
}

export function setHistory(connectionId: string, lines: readonly string[]): void {
  useConsoles.setState(({ history }) => ({ history: { ...history, [connectionId]: lines } }));
}

/** The answers of an outcome, in the log. */
export function answersOf(outcome: Extract<ConsoleOutcome, { kind: 'answers' }>): LogEntry[] {
  const notice: LogEntry[] =
    outcome.notice === null ? [] : [{ kind: 'note', id: crypto.randomUUID(), text: outcome.notice }];
  return [
    ...notice,
    ...outcome.answers.map((answer): LogEntry => ({ kind: 'answer', id: answer.id, answer })),
  ];
}
