import { create } from 'zustand';
import { bytesText, utf8Text } from '#shared/redis/text.ts';
import type { Repeat } from '../../../ui/repeat/repeat-values.ts';

const DRAFT_KEY = 'millrace.composer';
/** A larger draft would fill what a browser keeps for a window. */
const DRAFT_CHARACTERS = 500_000;
const HISTORY_KEY = 'millrace.publish-history';
const HISTORY_ENTRIES = 50;
/** Larger payloads are not remembered. */
const HISTORY_CHARACTERS = 20_000;

export interface Published {
  channel: string;
  /** By SPUBLISH, to the sharded channel of this name. */
  sharded: boolean;
  payload: string;
  /** The payload is written with `\xNN` escapes. */
  escaped: boolean;
}

interface ComposerDraft extends Published {
  /** `{{...}}` in the payload stands for values. Off for a message that was taken over: it is sent as it was. */
  template: boolean;
  repeat: Repeat;
  /** Newest first. */
  history: readonly Published[];
  set: (changes: Partial<Published & Pick<ComposerDraft, 'template' | 'repeat'>>) => void;
  /** Takes a message over: to send it again, or as a beginning. */
  takeOver: (message: { channel: string; payload: Uint8Array; sharded?: boolean }) => void;
  remember: (published: Published) => void;
}

/** What stands in the composer. It survives a change of screen and a reload of this window; its history also the window. */
export const useComposerDraft = create<ComposerDraft>((set, get) => ({
  channel: '',
  sharded: false,
  payload: '',
  escaped: false,
  template: true,
  repeat: { count: '1', perSecond: '' },
  ...readDraft(),
  history: readHistory(),
  set: changes => set(changes),
  takeOver: ({ channel, payload, sharded = false }) => {
    const text = utf8Text(payload);
    set({ channel, sharded, payload: text ?? bytesText(payload), escaped: text === null, template: false });
  },
  remember: published => {
    if (published.payload.length > HISTORY_CHARACTERS) return;
    const history = addToHistory(get().history, published);
    set({ history });
    localStorage.setItem(HISTORY_KEY, JSON.stringify(history));
  },
}));

useComposerDraft.subscribe(({ channel, sharded, payload, escaped, template, repeat }) => {
  const draft = { channel, sharded, payload, escaped, template, repeat };
  if (payload.length > DRAFT_CHARACTERS) sessionStorage.removeItem(DRAFT_KEY);
  else sessionStorage.setItem(DRAFT_KEY, JSON.stringify(draft));
});

type Draft = Published & Pick<ComposerDraft, 'template' | 'repeat'>;

function readDraft(): Draft | Record<string, never> {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(DRAFT_KEY) ?? 'null');
    return isDraft(stored) ? stored : {};
  } catch {
    return {};
  }
}

function isDraft(value: unknown): value is Draft {
  const { template, repeat } = (value ?? {}) as Partial<Draft>;
  return isPublished(value) && typeof template === 'boolean' && typeof repeat?.count === 'string';
}

/** The history with an entry in front, each entry once. */
export function addToHistory(history: readonly Published[], published: Published): Published[] {
  const { channel, sharded, payload, escaped } = published;
  const others = history.filter(
    entry =>
      entry.channel !== channel ||
      entry.sharded !== sharded ||
      entry.payload !== payload ||
      entry.escaped !== escaped,
  );
  return [{ channel, sharded, payload, escaped }, ...others].slice(0, HISTORY_ENTRIES);
}

function readHistory(): Published[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(HISTORY_KEY) ?? '[]');
    return Array.isArray(stored) ? stored.map(withSharded).filter(isPublished) : [];
  } catch {
    return [];
  }
}

/** Entries from before sharded channels say nothing of them. */
function withSharded(entry: unknown): unknown {
  return typeof entry === 'object' ? { sharded: false, ...entry } : entry;
}

function isPublished(value: unknown): value is Published {
  const entry = value as Partial<Published> | null;
  return (
    typeof entry?.channel === 'string' &&
    typeof entry.sharded === 'boolean' &&
    typeof entry.payload === 'string' &&
    typeof entry.escaped === 'boolean'
  );
}
