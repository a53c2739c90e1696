import { ChevronRight } from 'lucide-react';
import { Fragment, useEffect, useRef, useState } from 'react';
import type { PipelineFigures, PipelineOutline } from '#shared/contract/pipelines.ts';
import { cx } from '../../lib/class-names.ts';
import { formatDuration } from '../../lib/format/durations.ts';
import { countOf, formatCount, formatRate } from '../../lib/format/numbers.ts';

interface StepStripProps {
  outline: PipelineOutline;
  figures: PipelineFigures | null;
  isLive: boolean;
  /** Its steps are shown from the start; else its figures in one line. */
  startsOpen: boolean;
  /** A link has led to this one: it opens, and is in view. */
  isLookedAt: boolean;
}

/** One pipeline from its source to its sinks, with what each step has done; it folds into one line. */
export function StepStrip({ outline, figures, isLive, startsOpen, isLookedAt }: StepStripProps) {
  const [isOpen, setIsOpen] = useState(startsOpen || isLookedAt);
  const strip = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isLookedAt) strip.current?.scrollIntoView({ block: 'nearest' });
  }, [isLookedAt]);
  const { source, decode, where, sample, select, groupBy, window, having, sinks } = outline;
  const steps: Step[] = [
    {
      title: `source · ${source.kind}`,
      text: source.text,
      figure: formatRate(figures?.receivedPerSecond ?? null),
      unit: 'events/s',
      note: figures && receivedText(figures),
      alarming: figures !== null && figures.gaps > 0,
      more: figures && (isLive ? lagText(figures) : ''),
    },
    {
      title: `decode · ${decode}`,
      text: '',
      figure: formatCount(figures?.decoded),
      unit: 'decoded',
      note: figures && `${formatCount(figures.invalid)} invalid`,
      alarming: figures !== null && figures.invalid > 0,
    },
    ...(where === null && sample === null
      ? []
      : [
          {
            title: sample === null ? 'where' : `${where === null ? '' : 'where · '}sample · ${sample}`,
            text: where ?? '',
            figure: formatCount(figures?.matched),
            unit: 'matched',
            note: figures && `${formatCount(figures.unmatched)} not`,
          },
        ]),
    ...(select === null
      ? []
      : [{ title: 'select', text: select, figure: formatCount(figures?.matched), unit: 'made', note: null }]),
    ...(groupBy.length === 0
      ? []
      : [
          {
            title: 'group by',
            text: groupBy.join(', '),
            figure: formatCount(figures?.openGroups),
            unit: 'open groups',
            note: null,
          },
        ]),
    ...(window === null
      ? []
      : [
          {
            title: 'window',
            text: having === null ? window : `${window} · having ${having}`,
            figure: formatCount(figures?.openWindows),
            unit: 'open',
            note: figures && `${formatCount(figures.late)} late`,
          },
        ]),
    {
      title: `sink · ${sinks.map(({ kind }) => kind).join(', ')}`,
      text: sinks.map(({ text }) => text).join(' '),
      figure: formatCount(figures?.emitted),
      unit: 'emitted',
      note: figures && `${formatCount(figures.flushes)} flushes · ${formatDuration(figures.lastFlushMs)}`,
    },
  ];
  return (
    <section ref={strip} aria-label={outline.name} className="border-b border-line px-3 py-1.5">
      <div className="flex items-center gap-2">
        <h3 className="flex-none text-[12.5px]/[18px] font-semibold">
          <button
            type="button"
            aria-expanded={isOpen}
            onClick={() => setIsOpen(!isOpen)}
            className="flex items-center gap-1 rounded-sm hover:text-accent-text"
          >
            <ChevronRight size={13} aria-hidden className={cx('text-muted', isOpen && 'rotate-90')} />
            {outline.name}
          </button>
        </h3>
        <p
          className={cx(
            'min-w-0 truncate text-xs/[18px]',
            figures && figures.gaps > 0 && !isOpen ? 'text-pending' : 'text-muted',
          )}
          title={outline.guarantee}
        >
          {figures && !isOpen ? summaryText(figures, isLive) : outline.guarantee}
        </p>
      </div>
      {isOpen && (
        <div className="flex items-stretch gap-1 overflow-x-auto pt-1.5">
          {steps.map((step, index) => (
            <Fragment key={step.title}>
              {index > 0 && (
                <ChevronRight size={14} aria-hidden className="flex-none self-center text-muted" />
              )}
              <StepCard {...step} />
            </Fragment>
          ))}
        </div>
      )}
      {figures?.problem && (
        <p role="alert" className="pt-1.5 text-pending">
          {figures.problem}
        </p>
      )}
    </section>
  );
}

interface Step {
  title: string;
  text: string;
  figure: string;
  unit: string;
  note: string | null;
  alarming?: boolean;
  /** A second note. */
  more?: string | null;
}

/** What has come, and what was lost first: it must not be cut off at the end of the line. */
function receivedText({ received, repeated, dropped, gaps }: PipelineFigures): string {
  const lost = [dropped > 0 && `${formatCount(dropped)} dropped`, gaps > 0 && countOf(gaps, 'gap')].filter(
    Boolean,
  );
  return [
    ...lost,
    `${formatCount(received)} received`,
    ...(repeated > 0 ? [`${formatCount(repeated)} repeated`] : []),
    ...(lost.length === 0 ? ['gaps 0'] : []),
  ].join(' · ');
}

/** The figures of all steps in one line. */
function summaryText(figures: PipelineFigures, isLive: boolean): string {
  const { receivedPerSecond, invalid, late, emitted } = figures;
  return [
    `${formatRate(receivedPerSecond)} events/s`,
    receivedText(figures),
    `${formatCount(invalid)} invalid`,
    `${formatCount(late)} late`,
    `${formatCount(emitted)} emitted`,
    ...(isLive ? [lagText(figures)] : []),
  ].join(' · ');
}

/** How far behind the source is. */
function lagText({ lag, waiting }: PipelineFigures): string {
  // What it has been given and has not come to is no lag to Redis, but it is to a person.
  const readAhead = waiting > 0 ? ` · ${formatCount(waiting)} waiting` : '';
  switch (lag.kind) {
    case 'entries':
      return `lag ${lag.entries === null ? 'unknown' : countOf(lag.entries, 'entry', 'entries')}${readAhead}`;
    case 'behind':
      return `${lag.ms === null ? 'lag unknown' : `${formatDuration(lag.ms)} behind`}${readAhead}`;
    default:
      return `${formatCount(lag.waiting)} waiting`;
  }
}

/** As wide as its figures at least; what it is called and of what gives way. */
function StepCard({ title, text, figure, unit, note, alarming = false, more = null }: Step) {
  return (
    <div className="min-w-fit flex-1 rounded-md border border-line bg-surface px-2.5 py-1.5">
      <p className="w-0 min-w-full truncate text-[11.5px]/4 text-muted" title={title}>
        {title}
      </p>
      <p className="mono h-[18px] w-0 min-w-full truncate" title={text}>
        {text}
      </p>
      <p className="font-semibold whitespace-nowrap">
        {figure} <span className="text-xs/[18px] font-normal text-muted">{unit}</span>
      </p>
      <p
        className={cx('text-xs/[18px] whitespace-nowrap', alarming ? 'text-pending' : 'text-muted')}
        title={note ?? undefined}
      >
        {note ?? '\u00a0'}
      </p>
      {more !== null && (
        <p className="text-xs/[18px] whitespace-nowrap text-muted" title={more}>
          {more || '\u00a0'}
        </p>
      )}
    </div>
  );
}
