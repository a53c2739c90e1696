import {
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type ClipboardEvent,
  type KeyboardEvent,
} from 'react';
import { useConsolePane } from '../../lib/console-pane.ts';
import { cx } from '../../lib/class-names.ts';
import { useEscape } from '../../lib/actions.ts';
import { formatCount } from '../../lib/format/numbers.ts';
import { Button } from '../../ui/button.tsx';
import { CommandHelp } from './command-help.tsx';
import { unreadHistory, useConsoles, type ConsoleTab } from './console-store.ts';
import { clearLog, interrupt, runTyped } from './run-typed.ts';
import { MAX_CHARACTERS, readTyped } from './typed-text.ts';
import { useCompletion } from './use-completion.ts';

const MOST_ROWS = 8;
/** At what is being typed. */
const NOT_PAST = { back: 0, kept: '', shown: '' };

interface CommandInputProps {
  tab: ConsoleTab;
  /** "127.0.0.1:6379[2](TX 3)>". */
  prompt: string;
}

/** Where commands are typed: Enter runs, Shift+Enter is a further line, the arrows go through what was run. */
export function CommandInput({ tab, prompt }: CommandInputProps) {
  const input = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState('');
  const [caret, setCaret] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const { brought, wantsFocus } = useConsolePane();
  const { lines: history, isRead } = useConsoles(state => state.history[tab.connectionId]) ?? unreadHistory;
  /**
   * Where in the history it is, counted from its end; 0 is what is being typed, which `kept` holds meanwhile. It may be at a line that is
   * still being read: that comes in the place of what is `shown` there.
   */
  const [past, setPast] = useState(NOT_PAST);
  const [wasRead, setWasRead] = useState(isRead);
  /** Where the caret is to be once the text is drawn: before the next key, which would else come to stand at the end. */
  const [placed, setPlaced] = useState<{ at: number } | null>(null);
  useLayoutEffect(() => {
    if (placed) input.current?.setSelectionRange(placed.at, placed.at);
  }, [placed]);
  const [chosen, setChosen] = useState<number | null>(null);
  const [isListOff, setListOff] = useState(false);
  const listId = useId();

  const put = (next: string, at = next.length) => {
    setText(next);
    setCaret(at);
    setProblem(null);
    setChosen(null);
    setPlaced({ at });
  };
  const goBack = (back: number) => {
    if (back < 0 || (back > past.back && isRead && back > history.length)) return;
    const kept = past.back === 0 ? text : past.kept;
    const next = (back > 0 ? history.at(-back) : null) ?? kept;
    setPast({ back, kept, shown: next });
    if (next !== text) put(next);
  };
  if (isRead !== wasRead) {
    setWasRead(isRead);
    // What stands there since is not to be taken away by a line that comes later.
    if (past.back > 0 && text === past.shown) goBack(Math.min(past.back, history.length));
  }
  if (brought !== null && brought !== text) {
    setText(brought);
    setPast(NOT_PAST);
    setCaret(brought.length);
    setProblem(null);
  }
  useEffect(() => {
    if (brought !== null) useConsolePane.setState({ brought: null });
  }, [brought]);
  useEffect(() => {
    if (!wantsFocus) return;
    input.current?.focus();
    useConsolePane.setState({ wantsFocus: false });
  }, [input, wantsFocus]);

  const lineStart = text.lastIndexOf('\n', caret - 1) + 1;
  const lineEnd = text.indexOf('\n', caret);
  const line = text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd);
  const completion = useCompletion(
    { connectionId: tab.connectionId, tabId: tab.id },
    { line: line.length > 4_000 ? '' : line, caret: caret - lineStart },
  );
  const options = isListOff || !completion.isCurrent ? [] : completion.options;
  useEscape(
    'console.options',
    'Close the list',
    'Console',
    options.length > 0 ? () => setListOff(true) : null,
  );

  const accept = (index: number) => {
    const { text: word } = options[index]!;
    const before = text.slice(0, lineStart + completion.from) + word;
    const after = text.slice(lineStart + completion.to);
    const next = after.startsWith(' ') ? before + after : `${before} ${after}`;
    put(next, before.length + 1);
    input.current?.focus();
  };

  const run = () => {
    if (tab.running !== null) return;
    if (text.trim().toLowerCase() === 'clear') {
      clearLog(tab);
      put('');
      return;
    }
    const typed = readTyped(text);
    if (typed.problem) {
      const { message, line: number, at } = typed.problem;
      const where = text.includes('\n') ? `Line ${number}: ` : '';
      const column = at - (text.lastIndexOf('\n', at - 1) + 1) + 1;
      setProblem(`${where}At character ${column}: ${message}`);
      input.current?.setSelectionRange(at, at + 1);
      return;
    }
    if (typed.units.length === 0) return;
    put('');
    setPast(NOT_PAST);
    void runTyped(tab, typed.units);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const { key, currentTarget } = event;
    const took = () => event.preventDefault();
    const hasSelection = currentTarget.selectionStart !== currentTarget.selectionEnd;
    if (event.ctrlKey && key.toLowerCase() === 'c' && !hasSelection) {
      took();
      if (tab.running === null) {
        put('');
        setPast(NOT_PAST);
      } else void interrupt(tab);
    } else if (event.ctrlKey && key.toLowerCase() === 'l') {
      took();
      clearLog(tab);
    } else if (key === 'Tab' && !event.shiftKey && options.length > 0) {
      took();
      accept(chosen ?? 0);
    } else if (key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      took();
      if (chosen !== null && options.length > 0) accept(chosen);
      else run();
    } else if (key === 'ArrowDown' && options.length > 0) {
      took();
      setChosen(chosen === null ? 0 : (chosen + 1) % options.length);
    } else if (key === 'ArrowUp' && options.length > 0 && chosen !== null) {
      took();
      setChosen(chosen === 0 ? null : chosen - 1);
    } else if (key === 'ArrowUp' && !text.slice(0, caret).includes('\n')) {
      took();
      goBack(past.back + 1);
    } else if (key === 'ArrowDown' && past.back > 0 && !text.slice(caret).includes('\n')) {
      took();
      goBack(past.back - 1);
    }
  };

  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const length = event.clipboardData.getData('text').length;
    if (length + text.length <= MAX_CHARACTERS) return;
    event.preventDefault();
    setProblem(
      `${formatCount(length)} characters were pasted, and the console takes ${formatCount(MAX_CHARACTERS)}. Put the value into a file: redis-cli -x reads the last argument from there.`,
    );
  };

  const rows = Math.min(MOST_ROWS, text.split('\n', MOST_ROWS).length);
  return (
    <div className="relative flex-none border-t border-line bg-surface">
      {options.length > 0 && (
        <div
          id={listId}
          role="listbox"
          data-inline
          aria-label="Completions"
          className="absolute bottom-full left-2 z-20 mb-1 max-h-44 w-[560px] max-w-[calc(100%-16px)] overflow-y-auto rounded-md border border-line bg-raised p-1 shadow-float"
        >
          {options.map((option, index) => (
            <div
              key={option.text}
              id={`${listId}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              className={cx(
                'flex h-6 cursor-pointer items-center gap-3 rounded-sm px-2 hover:bg-hover',
                index === chosen && 'bg-accent-bg text-accent-text',
              )}
              onMouseDown={event => {
                event.preventDefault();
                accept(index);
              }}
            >
              <span className="mono shrink-0">{option.text}</span>
              <span className="min-w-0 truncate text-muted">{option.detail}</span>
            </div>
          ))}
          {completion.partly && (
            <p className="px-2 text-xs/[18px] text-muted">Only part of the keyspace was searched.</p>
          )}
        </div>
      )}
      <div className="flex items-start gap-2 px-3 py-1.5">
        <span
          className={cx(
            'mono py-px whitespace-nowrap',
            tab.running === null ? 'text-accent-text' : 'text-muted',
          )}
        >
          {prompt}
        </span>
        <textarea
          ref={input}
          aria-label="Command"
          aria-autocomplete="list"
          aria-controls={options.length > 0 ? listId : undefined}
          aria-activedescendant={chosen === null || options.length === 0 ? undefined : `${listId}-${chosen}`}
          aria-invalid={problem !== null || undefined}
          rows={rows}
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          value={text}
          className="mono min-w-0 flex-1 resize-none bg-transparent py-px outline-none"
          onChange={event => {
            setText(event.target.value);
            setCaret(event.target.selectionStart);
            setProblem(null);
            setChosen(null);
            setListOff(false);
            // What is typed is what the arrows come back to, also where it began as a line from before.
            setPast(NOT_PAST);
          }}
          onSelect={event => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        {tab.running !== null && (
          <Button className="-my-1" onClick={() => void interrupt(tab)}>
            Stop (Ctrl+C)
          </Button>
        )}
      </div>
      {problem !== null && (
        <p role="alert" className="px-3 pb-1 text-danger">
          {problem}
        </p>
      )}
      <CommandHelp help={completion.help} explanation={completion.explanation} />
    </div>
  );
}
