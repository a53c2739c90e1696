import { ChartColumn, ChevronRight, Play } from 'lucide-react';
import { useId, useState } from 'react';
import type { ListedPipeline } from '#shared/contract/pipelines.ts';
import { useAction } from '../../lib/actions.ts';
import { cx } from '../../lib/class-names.ts';
import { useQueryCall } from '../../lib/engine.ts';
import type { RecipeGuide } from '../../lib/recipe-guides.ts';
import { Button } from '../../ui/button.tsx';
import { CommandLine } from '../../ui/command-line.tsx';
import { ConnectionName } from '../../ui/connection-name.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Tag } from '../../ui/tag.tsx';

interface RecipeCardProps {
  guide: RecipeGuide;
  pipeline: ListedPipeline;
  /** Where it would be started. */
  connectionId: string;
  /** Goes to where the recipe is seen running. */
  onShow: () => void;
}

/** A recipe: what it does, and one press to see it do it. */
export function RecipeCard({ guide, pipeline, connectionId, onShow }: RecipeCardProps) {
  const { id, title, summary, isReplay } = guide;
  const { state, connectionId: runsOn } = pipeline;
  const start = useQueryCall('pipelines.start');
  const titleId = useId();
  const isLive = state !== null && state !== 'ended' && state !== 'failed';
  const begin = async () => {
    const started = await start.run({ id, connectionId, offline: isReplay });
    if (started) onShow();
  };
  useAction({
    id: `overview.recipe.${id}`,
    title: `${isLive ? 'Show' : 'Start'} the recipe ${title}`,
    group: 'Recipes',
    run: () => (isLive ? onShow() : void begin()),
  });
  return (
    <section
      aria-labelledby={titleId}
      className="flex min-w-0 flex-col gap-2 rounded-md border border-line bg-surface px-3 py-2.5"
    >
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h3 id={titleId} className="font-medium">
            {title} {isLive && <Tag tone={state === 'running' ? 'accent' : 'pending'}>{state}</Tag>}
            {isLive && runsOn !== null && runsOn !== connectionId && (
              <span className="inline-flex items-center gap-1.5 text-xs font-normal text-muted">
                {' '}
                on <ConnectionName id={runsOn} />
              </span>
            )}
          </h3>
          <p className="text-xs/[18px] text-muted">{summary}</p>
        </div>
        {isLive ? (
          <Button aria-label={`Show ${title}`} icon={<ChartColumn size={14} aria-hidden />} onClick={onShow}>
            Show
          </Button>
        ) : (
          <Button
            aria-label={`Start ${title}`}
            icon={<Play size={14} aria-hidden />}
            busy={start.status.state === 'running'}
            onClick={() => void begin()}
          >
            Start
          </Button>
        )}
      </div>
      {start.status.state === 'failed' && (
        <ErrorPanel
          what="The recipe did not start."
          error={start.status.error}
          onRetry={() => void begin()}
        />
      )}
      <WhatHappens guide={guide} />
    </section>
  );
}

function WhatHappens({ guide: { steps, commands, title } }: { guide: RecipeGuide }) {
  const [open, setOpen] = useState(false);
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        aria-label={`What happens: ${title}`}
        onClick={() => setOpen(!open)}
        className="flex items-center gap-1 rounded-sm text-xs/[18px] text-muted hover:text-text"
      >
        <ChevronRight size={13} aria-hidden className={cx(open && 'rotate-90')} />
        What happens
      </button>
      {open && (
        <div className="flex flex-col gap-2 pt-2">
          <ol className="flex list-decimal flex-col gap-1 pl-5 text-xs/[18px]">
            {steps.map(({ text }) => (
              <li key={text}>{text}</li>
            ))}
          </ol>
          <div>
            <p className="pb-1 text-xs/[18px] text-muted">Look at it with redis-cli</p>
            <CommandLine text={commands} />
          </div>
        </div>
      )}
    </div>
  );
}
