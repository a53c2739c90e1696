import { Bookmark, ListFilter, Volume2, X } from 'lucide-react';
import { useEffect, useId, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import type { Condition, ConditionLanguage } from '#shared/contract/condition.ts';
import type { FeedScan, HeardBy } from '#shared/contract/feeds.ts';
import { bytesText } from '#shared/redis/text.ts';
import { useAction, type Action } from '../../lib/actions.ts';
import { useQueryCall } from '../../lib/engine.ts';
import { countOf, formatCount } from '../../lib/format/numbers.ts';
import { useSettings } from '../../lib/settings.ts';
import { Button, IconButton } from '../button.tsx';
import { Chip } from '../chip.tsx';
import { fieldsOf, inOwnTerms, looksLikeCel } from '../condition/condition-words.ts';
import { FieldChoices } from '../condition/field-choices.tsx';
import { useFieldCompletion } from '../condition/use-field-completion.ts';
import { ErrorPanel } from '../error-panel.tsx';
import type { FeedRowSource } from './feed-row-source.ts';
import { Field, Input } from '../field.tsx';
import { Menu, MenuItem, MenuSeparator } from '../menu.tsx';
import { Select } from '../select.tsx';
import { Checkbox } from '../switch.tsx';
import { noFilter, type FilterControl } from './filter-state.ts';

const languages: { value: ConditionLanguage; label: string; example: string; help: string }[] = [
  {
    value: 'text',
    label: 'Text',
    example: 'words of the payload, such as failed 503',
    help: 'Searches the raw and the decoded payload. Upper and lower case are the same.',
  },
  {
    value: 're2',
    label: 'Regex',
    example: '"user":"A(na|nn)"',
    help: 'An RE2 regular expression, searched for in the raw and the decoded payload.',
  },
  {
    value: 'cel',
    label: 'CEL',
    example: 'event.type == "edit" && event.bot == false',
    help: 'event is the decoded payload (JSON or MessagePack, also compressed or in base64; anything else is text). meta has channel, pattern and receivedAt.',
  },
];
const metaFields = ['meta.channel', 'meta.pattern', 'meta.receivedAt'];
/** After the last key. */
const APPLY_AFTER_MS = 300;

interface FilterBarProps<Row> {
  control: FilterControl;
  source: FeedRowSource<Row>;
  /** The beginning of a row's payload, from which fields are offered; null for a row that has none. */
  previewOf: (row: Row) => string | null;
  /** How the palette and the keyboard get to it. */
  action: Omit<Action, 'run'>;
  /** Told when the condition's field gets the keyboard, and when it loses it. */
  onFocused?: (focused: boolean) => void;
}

/** Narrows the messages shown: a condition, muted and solo channels, and what that made of the messages. */
export function FilterBar<Row>({ control, source, previewOf, action, onFocused }: FilterBarProps<Row>) {
  const { state, set, toggle } = control;
  const [draft, setDraft] = useState<Condition>(state.condition);
  // Another condition than was typed here came with the address: Back, or a link.
  const [applied, setApplied] = useState<Condition>(state.condition);
  if (!isSameCondition(applied, state.condition)) {
    setApplied(state.condition);
    setDraft(state.condition);
  }
  const put = (condition: Condition) => {
    setApplied(condition);
    set({ condition });
  };
  const check = useQueryCall('feeds.checkFilter');
  const input = useRef<HTMLInputElement>(null);
  const scan = useSyncExternalStore(source.subscribe, source.scan);
  const failure = useSyncExternalStore(source.subscribe, () => source.range().problem);

  useAction({ ...action, run: () => input.current?.focus() });
  const problemId = useId();

  const { run } = check;
  const isApplied = isSameCondition(draft, state.condition);
  const apply = async (condition: Condition) => {
    const done = await run(condition);
    if (done?.output.problem === null) put(condition);
  };
  const applyNewest = useRef(apply);
  useEffect(() => {
    applyNewest.current = apply;
  });
  useEffect(() => {
    if (isApplied) return;
    const timer = setTimeout(() => void applyNewest.current(draft), APPLY_AFTER_MS);
    return () => clearTimeout(timer);
  }, [draft, isApplied]);

  const take = (condition: Condition) => {
    setDraft(condition);
    void apply(condition);
  };
  const clear = () => {
    check.reset();
    setDraft({ ...draft, text: '' });
    put({ ...draft, text: '' });
  };
  const problem =
    check.status.state === 'done' && !isApplied
      ? check.status.output.problem
      : check.status.state === 'failed'
        ? { message: check.status.error.message, at: null }
        : null;
  const [isTyping, setTyping] = useState(false);
  const fields = useSeenFields(source, previewOf, draft.language === 'cel' && (isTyping || problem !== null));
  const completion = useFieldCompletion({
    text: draft.text,
    onText: text => setDraft({ ...draft, text }),
    fields: [...fields, ...metaFields],
    isCel: draft.language === 'cel',
    input,
  });
  const { example, help } = languages.find(({ value }) => value === draft.language)!;

  return (
    <search aria-label={action.title} className="flex-none border-b border-line bg-surface px-3 py-1">
      <div className="flex min-w-0 items-center gap-2">
        <ListFilter size={14} aria-hidden className="shrink-0 text-muted" />
        <Select
          label="Filter language"
          value={draft.language}
          onValue={language => setDraft({ ...draft, language })}
          options={languages}
          className="w-[82px] shrink-0"
        />
        <Field label="Filter" hideLabel className="min-w-32 flex-1">
          <Input
            ref={input}
            mono
            value={draft.text}
            placeholder={example}
            title={help}
            aria-invalid={problem !== null || undefined}
            aria-describedby={problem === null ? undefined : problemId}
            onChange={event => {
              setDraft({ ...draft, text: event.target.value });
              completion.setCaret(event.target.selectionStart);
              setTyping(true);
            }}
            onFocus={() => onFocused?.(true)}
            onBlur={() => onFocused?.(false)}
            onKeyDown={event => {
              if (event.key === 'Enter') void apply(draft);
              if (event.key !== 'Escape') return;
              event.stopPropagation();
              if (completion.offered.length > 0) completion.setCaret(null);
              else if (draft.text === '') input.current?.blur();
              else clear();
            }}
          />
        </Field>
        {draft.text !== '' && (
          <IconButton label="Clear the filter" onClick={clear}>
            <X size={14} aria-hidden />
          </IconButton>
        )}
        <SavedFilters condition={state.condition} onTake={take} />
        <div className="shrink-0 whitespace-nowrap">
          <Checkbox
            checked={state.highlight}
            onChecked={highlight => set({ highlight })}
            label="Highlight only"
          />
        </div>
        {scan && !problem && <ScanFigures scan={scan} />}
      </div>
      {completion.offered.length > 0 && (
        <FieldChoices label="Fields of the messages" fields={completion.offered} onChoose={completion.take} />
      )}
      {problem && (
        <ConditionProblem
          id={problemId}
          text={draft.text}
          problem={{ ...problem, message: inOwnTerms(problem.message, fields) }}
          applied={state.condition.text}
        >
          {draft.language !== 'text' && (
            <OfferButton onClick={() => take({ language: 'text', text: draft.text })}>
              Search for the text {draft.text}
            </OfferButton>
          )}
        </ConditionProblem>
      )}
      {draft.language === 'text' && looksLikeCel(draft.text) && (
        <p role="status" className="flex flex-wrap gap-x-3 pt-1 text-xs/[18px] text-muted">
          These messages contain this text. It looks like CEL.
          <OfferButton onClick={() => take({ language: 'cel', text: draft.text })}>
            Read it as CEL
          </OfferButton>
        </p>
      )}
      {failure !== null && control.filter !== null && (
        <div className="pt-1">
          <ErrorPanel error={{ message: failure }} onRetry={control.again} />
        </div>
      )}
      {(state.muted.length > 0 || state.solo.length > 0) && (
        <div className="flex flex-wrap items-center gap-1.5 pt-1">
          <SourceChips word="solo" list={state.solo} onRemove={source => toggle('solo', source)} />
          <SourceChips word="muted" list={state.muted} onRemove={source => toggle('muted', source)} />
          <Button
            variant="quiet"
            icon={<Volume2 size={14} aria-hidden />}
            onClick={() => set({ muted: noFilter.muted, solo: noFilter.solo })}
          >
            Hear all
          </Button>
        </div>
      )}
    </search>
  );
}

function isSameCondition(a: Condition, b: Condition): boolean {
  return a.text === b.text && a.language === b.language;
}

interface SourceChipsProps {
  word: 'muted' | 'solo';
  list: readonly HeardBy[];
  onRemove: (source: HeardBy) => void;
}

function SourceChips({ word, list, onRemove }: SourceChipsProps) {
  return list.map(source => {
    const name = bytesText(source.name);
    return (
      <Chip
        key={`${source.kind} ${name}`}
        mark={
          <span className="font-sans text-[11px] text-muted">
            {word}
            {source.kind !== 'channel' && ` ${source.kind}`}
          </span>
        }
        name={name}
        onRemove={() => onRemove(source)}
        removeLabel={word === 'muted' ? `Unmute ${name}` : `End solo of ${name}`}
      />
    );
  });
}

/** "812 of 41,204", and everything that is not shown although it was received. */
function ScanFigures({ scan }: { scan: FeedScan }) {
  const { scanned, matched, muted, failed, failure, missed, waiting } = scan;
  return (
    <span role="status" aria-label="Filter result" className="flex gap-2 whitespace-nowrap text-muted">
      <span title={`${formatCount(matched)} of ${formatCount(scanned)} messages match`}>
        <b className="font-medium text-text">{formatCount(matched)}</b> of {formatCount(scanned)}
      </span>
      {muted > 0 && <span>muted {formatCount(muted)}</span>}
      {failed > 0 && (
        <span
          className="text-pending"
          title={`The condition failed on ${countOf(failed, 'message')}, which count as not matching. Latest error: ${failure ?? ''}`}
        >
          failed {formatCount(failed)}
        </span>
      )}
      {missed > 0 && (
        <span
          className="text-danger"
          title="These left the feed before the filter reached them. Keep more messages (Settings), or use a simpler condition."
        >
          missed {formatCount(missed)}
        </span>
      )}
      {waiting > 1_000 && <span>{formatCount(waiting)} to go</span>}
    </span>
  );
}

/** What is wrong, and where: the text again, with the place marked. */
function ConditionProblem({
  id,
  text,
  problem,
  applied,
  children,
}: {
  id: string;
  text: string;
  /** What else could be meant. */
  children: ReactNode;
  /** What the rows are of until it can be read. */
  applied: string;
  problem: { message: string; at: number | null };
}) {
  const { message, at } = problem;
  return (
    <p id={id} role="alert" className="flex flex-wrap gap-x-3 pt-1 text-xs/[18px]">
      <span className="text-danger">
        {at !== null && `At character ${at + 1}: `}
        {message}
      </span>
      {at !== null && (
        <code className="mono min-w-0 truncate">
          {text.slice(0, at)}
          <mark className="rounded-sm bg-danger-bg text-danger underline decoration-wavy underline-offset-2">
            {text.slice(at, at + 1) || '␣'}
          </mark>
          {text.slice(at + 1)}
        </code>
      )}
      <span className="text-muted">
        {applied.trim() === '' ? (
          'Until then, all messages are shown.'
        ) : (
          <>
            Until then, the filter is still <code className="mono">{applied}</code>.
          </>
        )}
      </span>
      {children}
    </p>
  );
}

function OfferButton({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      className="max-w-96 truncate text-accent-text underline underline-offset-2"
      onClick={onClick}
    >
      {children}
    </button>
  );
}

/** Messages that are looked into for the names of their fields. */
const LOOKED_INTO = 50;

/** The fields of the newest messages here; while a filter shows none, those of the ones before. */
function useSeenFields<Row>(
  source: FeedRowSource<Row>,
  previewOf: (row: Row) => string | null,
  wanted: boolean,
): readonly string[] {
  const end = useSyncExternalStore(source.subscribe, () => (wanted ? source.range().end : 0));
  const [seen, setSeen] = useState<{ end: number; fields: readonly string[] }>({ end: 0, fields: [] });
  if (wanted && end !== seen.end) {
    const rows = Array.from({ length: LOOKED_INTO }, (_, index) => source.at(end - 1 - index));
    const fields = fieldsOf(rows.flatMap(row => (row === undefined ? [] : (previewOf(row) ?? []))));
    setSeen({ end, fields: fields.length > 0 ? fields : seen.fields });
  }
  return seen.fields;
}

interface SavedFiltersProps {
  condition: Condition;
  onTake: (condition: Condition) => void;
}

function SavedFilters({ condition, onTake }: SavedFiltersProps) {
  const { savedFilters } = useSettings();
  const update = useQueryCall('app.updateSettings');
  const isSame = (other: Condition) => other.language === condition.language && other.text === condition.text;
  const isSaved = savedFilters.some(isSame);
  const others = savedFilters.filter(saved => !isSame(saved));
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label="Saved filters">
          <Bookmark size={14} aria-hidden className={isSaved ? 'fill-current' : undefined} />
        </IconButton>
      }
    >
      {savedFilters.length === 0 && (
        <p className="max-w-64 px-2 py-1 text-muted">Filters that you save are listed here.</p>
      )}
      {savedFilters.map(saved => (
        <MenuItem key={`${saved.language} ${saved.text}`} onSelect={() => onTake(saved)}>
          <span className="text-muted">{languages.find(({ value }) => value === saved.language)!.label}</span>{' '}
          <span className="mono">{saved.text}</span>
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem
        disabled={condition.text.trim() === '' || isSaved}
        onSelect={() => void update.run({ savedFilters: [condition, ...savedFilters].slice(0, 100) })}
      >
        Save this filter
      </MenuItem>
      {isSaved && (
        <MenuItem onSelect={() => void update.run({ savedFilters: others })}>Forget this filter</MenuItem>
      )}
    </Menu>
  );
}
