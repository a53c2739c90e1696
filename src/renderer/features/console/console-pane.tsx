import { Eraser, Plus, SquareTerminal, X } from 'lucide-react';
import { memo, useEffect, useRef, type RefObject } from 'react';
import type { Profile } from '#shared/contract/connections.ts';
import { addressText } from '#shared/redis/target-text.ts';
import { useAction, useEscape } from '../../lib/actions.ts';
import { useActiveConnection } from '../../lib/active-connection.ts';
import { focusConsole, showConsole, useConsolePane } from '../../lib/console-pane.ts';
import { useEngine, useQueryCall } from '../../lib/engine.ts';
import { formatDuration } from '../../lib/format/durations.ts';
import { useRemembered } from '../../lib/remembered.ts';
import { IconButton } from '../../ui/button.tsx';
import { DestructiveDialog } from '../../ui/destructive-dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Select } from '../../ui/select.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { AnswerView, type AnswerForm } from './answer-view.tsx';
import { CommandInput } from './command-input.tsx';
import {
  forgetHistory,
  historyWasRead,
  openTab,
  showTab,
  useConsoles,
  type ConsoleTab,
  type LogEntry,
} from './console-store.ts';
import { ListeningView } from './listening-view.tsx';
import { answerQuestion, clearLog, closeTab } from './run-typed.ts';
import { useFollowedEnd } from './use-followed-end.ts';

const forms: { value: AnswerForm; label: string }[] = [
  { value: 'cli', label: 'As redis-cli' },
  { value: 'table', label: 'Table' },
  { value: 'json', label: 'JSON' },
];

/** Commands as a person types them, under every screen. */
export default function ConsolePane() {
  const active = useActiveConnection();
  const hasFocus = useConsolePane(pane => pane.hasFocus);
  const region = useRef<HTMLElement>(null);
  useFocusTold(region);
  // Where the keyboard is elsewhere, Esc is the screen's.
  useEscape('console.close', 'Close the console', 'Console', hasFocus ? () => showConsole(false) : null);
  return (
    <section ref={region} aria-label="Console" className="flex min-h-0 flex-1 flex-col">
      {active ? (
        <ConsoleTabs key={active.profile.id} profile={active.profile} />
      ) : (
        <EmptyState icon={<SquareTerminal size={18} aria-hidden />} title="No server is connected">
          Open a connection to type commands.
        </EmptyState>
      )}
    </section>
  );
}

/** Says whether the keyboard is in the console. */
function useFocusTold(region: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = region.current!;
    const enter = () => useConsolePane.setState({ hasFocus: true });
    const leave = ({ relatedTarget }: FocusEvent) => {
      if (!element.contains(relatedTarget as Node | null)) useConsolePane.setState({ hasFocus: false });
    };
    element.addEventListener('focusin', enter);
    element.addEventListener('focusout', leave);
    return () => {
      element.removeEventListener('focusin', enter);
      element.removeEventListener('focusout', leave);
    };
  }, [region]);
}

function ConsoleTabs({ profile }: { profile: Profile }) {
  const connectionId = profile.id;
  const all = useConsoles(state => state.tabs);
  const tabs = all.filter(tab => tab.connectionId === connectionId);
  const shownId = useConsoles(state => state.shown[connectionId]);
  const shown = tabs.find(({ id }) => id === shownId) ?? tabs[0];
  const [form, setForm] = useRemembered<AnswerForm>('console.form', 'cli');
  useReadHistory(connectionId);
  useEffect(() => {
    if (tabs.length === 0) openTab(connectionId);
  }, [connectionId, tabs.length]);
  const addTab = () => {
    openTab(connectionId);
    focusConsole();
  };
  useAction({
    id: 'console.newTab',
    title: 'New tab in the console',
    group: 'Console',
    run: addTab,
  });
  const forget = useQueryCall('console.forgetHistory');
  useAction({
    id: 'console.forgetHistory',
    title: `Forget what was typed in the console of ${profile.name}`,
    group: 'Console',
    run: () => void forget.run({ connectionId }).then(done => done && forgetHistory(connectionId)),
  });
  if (!shown) return null;
  return (
    <>
      <Tabs
        label="Tabs of the console"
        value={shown.id}
        onValue={id => showTab(tabs.find(tab => tab.id === id)!)}
        tabs={tabs.map(tab => ({
          value: tab.id,
          title: `Console ${tab.number}${tab.running === null ? '' : ' …'}`,
          content: <TabView key={tab.id} tab={tab} profile={profile} form={form} />,
        }))}
        end={
          <div className="flex items-center gap-1">
            <Select label="Show answers" value={form} onValue={setForm} options={forms} className="w-32" />
            <IconButton label="New tab" onClick={addTab}>
              <Plus size={15} aria-hidden />
            </IconButton>
            <IconButton label="Clear the log" onClick={() => clearLog(shown)}>
              <Eraser size={15} aria-hidden />
            </IconButton>
            <IconButton
              label={tabs.length > 1 ? 'Close this tab' : 'Close the console'}
              onClick={() => (tabs.length > 1 ? closeTab(shown) : showConsole(false))}
            >
              <X size={15} aria-hidden />
            </IconButton>
          </div>
        }
      />
      {shown.question && (
        <DestructiveDialog
          open
          onClose={() => answerQuestion(shown.id, false)}
          title={shown.question.title}
          consequence={<Sentences of={shown.question.sentences} />}
          command={shown.question.commands}
          act={shown.question.act}
          productionName={profile.environment === 'production' ? profile.name : null}
          onConfirm={() => answerQuestion(shown.id, true)}
        />
      )}
    </>
  );
}

function Sentences({ of }: { of: readonly string[] }) {
  return of.map(sentence => (
    <span key={sentence} className="block">
      {sentence}
    </span>
  ));
}

/** What was run on this server before; read once. */
function useReadHistory(connectionId: string): void {
  const engine = useEngine();
  const isRead = useConsoles(state => state.history[connectionId]?.isRead ?? false);
  useEffect(() => {
    if (!engine || isRead) return;
    engine.console.history({ connectionId }).then(
      lines => historyWasRead(connectionId, lines),
      // It is read again with the next connection to the engine.
      () => {},
    );
  }, [engine, isRead, connectionId]);
}

interface TabViewProps {
  tab: ConsoleTab;
  profile: Profile;
  form: AnswerForm;
}

function TabView({ tab, profile, form }: TabViewProps) {
  const { log, onScroll } = useFollowedEnd();
  const { db, queued } = tab.state ?? { db: profile.target.db, queued: null };
  const prompt = `${addressText(profile.target.address)}${db === 0 ? '' : `[${db}]`}${queued === null ? '' : `(TX ${queued})`}>`;
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-bg">
      <div
        ref={log}
        role="log"
        aria-label="Answers"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls by the keyboard
        tabIndex={0}
        className="relative flex min-h-0 flex-1 flex-col gap-2 overflow-y-auto px-3 py-2 outline-offset-[-2px]"
        onScroll={onScroll}
      >
        {tab.entries.length === 0 && (
          <p className="text-muted">
            Type a command as in redis-cli. Tab completes, ↑ recalls earlier commands, Ctrl+C stops a running
            one.
          </p>
        )}
        {tab.entries.map(entry => (
          <Entry key={entry.id} entry={entry} form={form} connectionId={tab.connectionId} tabId={tab.id} />
        ))}
        {tab.running !== null && tab.question === null && (
          <p role="status" className="mono text-muted">
            {tab.running.split('\n')[0]!.slice(0, 200)} …
          </p>
        )}
      </div>
      <CommandInput tab={tab} prompt={prompt} />
    </div>
  );
}

interface EntryProps {
  entry: LogEntry;
  form: AnswerForm;
  connectionId: string;
  tabId: string;
}

const Entry = memo(function Entry({ entry, form, connectionId, tabId }: EntryProps) {
  if (entry.kind === 'note') return <p className="text-pending">{entry.text}</p>;
  const line = entry.kind === 'answer' ? entry.answer.line : entry.line;
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      <p className="flex min-w-0 items-baseline gap-2">
        <code className="mono min-w-0 flex-1 truncate text-accent-text" title={line.slice(0, 2_000)}>
          <span className="text-muted">&gt;</span> {line.slice(0, 2_000)}
        </code>
        {entry.kind === 'answer' && (
          <span className="mono shrink-0 text-muted">{formatDuration(entry.answer.elapsedMs)}</span>
        )}
      </p>
      {entry.kind === 'answer' && (
        <AnswerView answer={entry.answer} form={form} tab={{ connectionId, tabId }} />
      )}
      {entry.kind === 'error' && <ErrorPanel error={entry.error} onRetry={null} />}
      {entry.kind === 'listening' && <ListeningView entry={entry} />}
    </div>
  );
});
