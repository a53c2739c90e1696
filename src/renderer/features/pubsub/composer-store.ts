import { create } from 'zustand';
import { bytesText, utf8Text } from '#shared/redis/text.ts';
import type { Repeat } from './repeat-values.ts';

const HISTORY_KEY = 'millrace.publish-history';
const HISTORY_ENTRIES = 50;
/** Larger payloads are not remembered. */
const HISTORY_CHARACTERS = 20_000;

export interface Published {
  channel: string;
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
  takeOver: (message: { channel: string; payload: Uint8Array }) => void;
  remember: (published: Published) => void;
}

/** What stands in the composer. It survives a change of screen; its history also a reload. */
export const useComposerDraft = create<ComposerDraft>((set, get) => ({
  channel: '',
  payload: '',
  escaped: false,
  template: true,
  repeat: { count: '1', perSecond: '' },
  history: readHistory(),
  set: changes => set(changes),
  takeOver: ({ channel, payload }) => {
    const text = utf8Text(payload);
    set({ channel, payload: text ?? bytesText(payload), escaped: text === null, template: false });
  },
  remember: published => {
    if (published.payload.length > HISTORY_CHARACTERS) return;
    const history = addToHistory(get().history, published);
    set({ history });
    localStorage.setItem(HISTORY_KEY, JSON.stringify(history));
  },
}));

/** The history with an entry in front, each entry once. */
export function addToHistory(history: readonly Published[], published: Published): Published[] {
  const { channel, payload, escaped } = published;
  const others = history.filter(
    entry => entry.channel !== channel || entry.payload !== payload || entry.escaped !== escaped,
  );
  return [{ channel, payload, escaped }, ...others].slice(0, HISTORY_ENTRIES);
}

function readHistory(): Published[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(HISTORY_KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isPublished) : [];
  } catch {
    return [];
  }
}

function isPublished(value: unknown): value is Published {
  const entry = value as Partial<Published> | null;
  return (
    typeof entry?.channel === 'string' &&
    typeof entry.payload === 'string' &&
    typeof entry.escaped === 'boolean'
  );
}
