import type { CSSProperties, ReactNode } from 'react';
import type { FlowPipeline } from '#shared/contract/flow.ts';
import { cx } from '../../../lib/class-names.ts';
import { linkTo } from '../../../lib/navigation.ts';
import { rateText, readerState, shortState } from './joint-words.ts';
import { linkOfPlace, placeName, placeNoun, type FlowPlace } from './place-words.ts';

/** Px. */
export const PIPELINE = { width: 156, height: 52 };
export const PLACE = { width: 128, height: 38 };
/** Of the figures of an arrow where it meets a pipeline. */
const PORT_WIDTH = 72;

/** What makes a box one of the picture: its place, and its part in the row of the arrow keys. */
export interface BoxProps {
  'data-box': string;
  tabIndex: number;
  onFocus: () => void;
  style: { left: number; top: number };
}

interface PipelineBoxProps {
  pipeline: FlowPipeline;
  items: readonly [string, string];
  hasReads: boolean;
  hasWrites: boolean;
  box: BoxProps;
}

/** A pipeline with what goes in and out of it; it leads to its run. */
export function PipelineBox({ pipeline, items, hasReads, hasWrites, box }: PipelineBoxProps) {
  const { file, fileName, id, name, isOwn, state, receivedPerSecond, emittedPerSecond } = pipeline;
  const words = readerState(pipeline, items);
  // Why nothing can be told of it stands in the list of joints.
  const isTold = hasReads && pipeline.pressure.state !== 'unknown';
  const status = isTold || state !== 'running' ? words.state : 'running';
  const { left, top } = box.style;
  const waits = shortState(pipeline);
  return (
    <>
      <a
        {...box}
        href={linkTo('pipelines', { pipeline: file, view: 'run', part: id })}
        title={isOwn ? `${name}: ${status}` : `${name}, in ${fileName}: ${status}`}
        className={cx(
          'absolute block rounded-md border px-2.5 py-1 hover:bg-hover',
          isOwn ? 'border-control bg-raised' : 'border-dashed border-line bg-bg text-muted',
        )}
        style={{ ...box.style, ...PIPELINE }}
      >
        <span className="block truncate font-semibold">{name}</span>
        <span
          className={cx(
            'block truncate text-xs/[18px]',
            words.tone === 'pending'
              ? 'text-pending'
              : words.tone === 'danger'
                ? 'text-danger'
                : 'text-muted',
          )}
        >
          {isOwn ? status : `${fileName} · ${status}`}
        </span>
      </a>
      {hasReads && (
        <Port
          style={{ left: left - PORT_WIDTH - 8, top: top + PIPELINE.height / 2 - 17, alignItems: 'flex-end' }}
        >
          <span>{rateText(receivedPerSecond)}</span>
          {waits !== '' && <span className="text-pending">{waits}</span>}
        </Port>
      )}
      {hasWrites && (
        <Port
          style={{
            left: left + PIPELINE.width + 6,
            top: top + PIPELINE.height / 2 - 17,
            alignItems: 'flex-start',
          }}
        >
          <span>{rateText(emittedPerSecond)}</span>
        </Port>
      )}
    </>
  );
}

/** The figures of an arrow where it meets a pipeline: above it, and what waits below. They stand in the list of joints as well. */
function Port({ style, children }: { style: CSSProperties; children: ReactNode }) {
  return (
    <span
      aria-hidden
      className="pointer-events-none absolute flex flex-col gap-[3px] text-[11px]/4 whitespace-nowrap text-muted *:rounded-sm *:bg-bg"
      style={{ ...style, width: PORT_WIDTH }}
    >
      {children}
    </span>
  );
}

/** A channel, a key, a file: it leads to the screen that shows it, where there is one. */
export function PlaceBox({ place, box }: { place: FlowPlace; box: BoxProps }) {
  const link = linkOfPlace(place);
  const noun = placeNoun(place);
  const name = placeName(place);
  const content = (
    <>
      <span className="block truncate text-[11px]/4 text-muted">{noun}</span>
      <span className="mono block truncate">{name}</span>
    </>
  );
  const shared = {
    ...box,
    title: `${noun} ${name}`,
    style: { ...box.style, ...PLACE },
    className: 'absolute block rounded-[20px] border border-line bg-surface px-4 py-0.5',
  };
  return link === null ? (
    // It has nowhere to lead to, and is in the row of the arrow keys all the same.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div role="note" aria-label={`${noun} ${name}`} {...shared}>
      {content}
    </div>
  ) : (
    <a {...shared} href={link} className={cx(shared.className, 'hover:bg-hover')}>
      {content}
    </a>
  );
}
