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

/** What was run on a server, in this page and before it. */
export interface LineHistory {
  /** The oldest first. */
  lines: readonly string[];
  /** Until then only those of this page are known. */
  isRead: boolean;
}

export const unreadHistory: LineHistory = { lines: [], isRead: false };

/** As many as the engine keeps of a server. */
const MOST_LINES = 500;

interface Consoles {
  tabs: readonly ConsoleTab[];
  /** The tab that is shown, by connection. */
  shown: Readonly<Record<string, string>>;
  /** By connection. */
  history: Readonly<Record<string, LineHistory>>;
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
  changeHistory(connectionId, ({ lines, isRead }) => ({
    lines: lines.at(-1) === line ? lines : [...lines, line].slice(-MOST_LINES),
    isRead,
  }));
}

/** Takes over what was run before. What this page ran while it was being read stands behind it, and is not doubled where it is in both. */
export function historyWasRead(connectionId: string, before: readonly string[]): void {
  changeHistory(connectionId, known => {
    // Asked twice: what this page ran since is there already.
    if (known.isRead) return known;
    const { lines } = known;
    const isShared = (count: number) =>
      lines.slice(0, count).every((line, at) => line === before.at(at - count));
    let shared = Math.min(lines.length, before.length);
    while (!isShared(shared)) shared--;
    return { lines: [...before, ...lines.slice(shared)].slice(-MOST_LINES), isRead: true };
  });
}

export function forgetHistory(connectionId: string): void {
  changeHistory(connectionId, () => ({ lines: [], isRead: true }));
}

function changeHistory(connectionId: string, change: (before: LineHistory) => LineHistory): void {
  useConsoles.setState(({ history }) => ({
    history: { ...history, [connectionId]: change(history[connectionId] ?? unreadHistory) },
  }));
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
