import { ChevronRight, Plus } from 'lucide-react';
import { Fragment, useEffect, useRef, type KeyboardEvent } from 'react';
import type { Preview, SampleState } from '#shared/contract/compose.ts';
import { stepNames } from '#shared/pipeline/steps.ts';
import { shownText } from '#shared/redis/text.ts';
import { cx } from '../../../lib/class-names.ts';
import { countOf, formatCount, formatRate } from '../../../lib/format/numbers.ts';
import { Menu, MenuItem } from '../../../ui/menu.tsx';
import type { PipelinePart } from './document.ts';
import { isOffered, stepPurpose, stepsOf, stepSummary, stepTitle } from './steps.ts';

interface StepCardsProps {
  part: PipelinePart;
  chosen: string;
  onChoose: (step: string) => void;
  onAdd: (step: string) => void;
  sample: SampleState | undefined;
  preview: Preview | null;
  /** What is wrong in a step, by its name. */
  problems: ReadonlyMap<string, string>;
}

/** The steps of a pipeline from left to right, each with what it does to the sample; arrow keys move between them. */
export function StepCards({ part, chosen, onChoose, onAdd, sample, preview, problems }: StepCardsProps) {
  const list = useRef<HTMLOListElement>(null);
  const all = stepsOf(part.value, stepNames);
  const shown = all.filter(({ isThere }) => isThere);
  const active = shown.some(({ step }) => step === chosen) ? chosen : 'source';
  /** Steps that could stand between one card and the next. */
  const absentAfter = (step: string) => {
    const rest = all.slice(all.findIndex(other => other.step === step) + 1);
    const next = rest.findIndex(({ isThere }) => isThere);
    return (next === -1 ? rest : rest.slice(0, next))
      .filter(other => isOffered(other.step))
      .map(other => other.step);
  };
  useEffect(() => {
    list.current
      ?.querySelector(`[data-step="${active}"]`)
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [active]);
  const move = (event: KeyboardEvent) => {
    const buttons = [...list.current!.querySelectorAll<HTMLElement>('[data-stop]')];
    const at = buttons.indexOf(event.target as HTMLElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (at === -1 || to === undefined) return;
    event.preventDefault();
    buttons[Math.min(Math.max(0, to), buttons.length - 1)]!.focus();
  };
  return (
    // The cards and what adds one are one stop of the Tab key.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys are those of the buttons in it
    <ol
      ref={list}
      aria-label="Steps"
      onKeyDown={move}
      className="flex flex-none items-stretch gap-0.5 overflow-x-auto border-b border-line px-3 py-2"
    >
      {shown.map(({ step }) => {
        const { title, text: written } = stepSummary(step, part.value[step]);
        const text = shownText(written);
        const problem = problems.get(step) ?? null;
        const { figure, unit, note = '' } = figureOf(step, sample, preview);
        const absent = absentAfter(step);
        return (
          <Fragment key={step}>
            <li className="min-w-[98px] flex-1">
              <button
                type="button"
                data-stop
                data-step={step}
                tabIndex={step === active ? 0 : -1}
                aria-pressed={step === active}
                onClick={() => onChoose(step)}
                className={cx(
                  'flex h-full w-full flex-col rounded-md border px-2 py-1.5 text-left focus-visible:outline-offset-[-2px]',
                  step === active
                    ? 'border-accent bg-accent-bg'
                    : 'border-line bg-surface hover:border-control',
                )}
              >
                <span className="w-0 min-w-full truncate text-[11.5px]/4 text-muted">{title}</span>
                <span className="mono h-[18px] w-0 min-w-full truncate" title={text}>
                  {text}
                </span>
                {problem === null ? (
                  <>
                    <span className="w-0 min-w-full truncate">
                      <span className="font-semibold">{figure}</span>{' '}
                      <span className="text-xs/[18px] text-muted">{unit}</span>
                    </span>
                    <span className="h-[18px] w-0 min-w-full truncate text-xs/[18px] text-muted">{note}</span>
                  </>
                ) : (
                  <span className="line-clamp-2 w-0 min-w-full text-xs/[18px] text-danger" title={problem}>
                    ⚠ {problem}
                  </span>
                )}
              </button>
            </li>
            {step !== 'sinks' && (
              <li className="flex w-[18px] flex-none flex-col items-center justify-center gap-0.5 text-muted">
                <ChevronRight size={14} aria-hidden />
                {absent.length > 0 && (
                  <Menu
                    trigger={
                      <button
                        type="button"
                        data-stop
                        tabIndex={-1}
                        aria-label={`Add a step after ${stepTitle(step)}`}
                        title="Add a step"
                        className="flex size-[18px] items-center justify-center rounded-full border border-line hover:border-accent hover:text-accent-text"
                      >
                        <Plus size={11} aria-hidden />
                      </button>
                    }
                  >
                    {absent.map(other => (
                      <MenuItem key={other} movesFocus onSelect={() => onAdd(other)}>
                        <span className="font-medium">{stepTitle(other)}</span>{' '}
                        <span className="text-muted">{stepPurpose(other)}</span>
                      </MenuItem>
                    ))}
                  </Menu>
                )}
              </li>
            )}
          </Fragment>
        );
      })}
    </ol>
  );
}

/** What leaves a step, of the sample. */
function figureOf(
  step: string,
  sample: SampleState | undefined,
  preview: Preview | null,
): { figure: string; unit: string; note?: string } {
  if (step === 'source') {
    if (!sample) return { figure: '', unit: '' };
    const rate = sample.perSecond === null ? '' : `${formatRate(sample.perSecond)}/s · `;
    return { figure: formatCount(sample.events.length), unit: 'sample', note: rate + sample.state };
  }
  const index = preview?.steps.findIndex(other => other.step === step) ?? -1;
  const out = preview?.steps[index]?.out ?? null;
  if (!preview || out === null) return { figure: '', unit: '' };
  const came = preview.steps[index - 1]?.out ?? 0;
  const figure = formatCount(out);
  switch (step) {
    case 'decode':
      return {
        figure,
        unit: 'read',
        note: `${formatCount(Math.max(0, preview.events.length - out))} invalid`,
      };
    case 'where':
      return { figure, unit: out === 1 ? 'matches' : 'match', note: `of ${formatCount(came)}` };
    case 'lookup':
      return { figure, unit: 'looked up' };
    case 'select':
      return { figure, unit: 'made' };
    case 'groupBy':
      return { figure, unit: out === 1 ? 'key' : 'keys' };
    case 'window':
      return { figure, unit: out === 1 ? 'window' : 'windows', note: 'in the sample' };
    case 'aggregate':
      return { figure, unit: out === 1 ? 'row' : 'rows' };
    case 'having':
      return { figure, unit: out === 1 ? 'result' : 'results', note: `of ${countOf(came, 'row')}` };
    case 'sinks':
      return { figure, unit: out === 1 ? 'sink' : 'sinks' };
    default:
      return { figure, unit: out === 1 ? 'passes' : 'pass', note: `of ${formatCount(came)}` };
  }
}
