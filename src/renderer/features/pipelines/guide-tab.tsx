import { ArrowRight } from 'lucide-react';
import type { PipelineRunState } from '#shared/contract/pipelines.ts';
import { formatCount } from '../../lib/format/numbers.ts';
import { go } from '../../lib/navigation.ts';
import { figureOf, type RecipeGuide } from '../../lib/recipe-guides.ts';
import { Button } from '../../ui/button.tsx';
import { CommandLine } from '../../ui/command-line.tsx';

interface GuideTabProps {
  guide: RecipeGuide;
  /** Null before it is started. */
  run: PipelineRunState | null;
}

/** A recipe explained: its steps with how often each has happened, where else they are seen, and the commands to look with. */
export function GuideTab({ guide, run }: GuideTabProps) {
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto p-3">
      <p className="text-muted">{guide.summary}</p>
      <ol aria-label="Steps" className="flex flex-col gap-2">
        {guide.steps.map((step, index) => {
          const count = figureOf(step, run?.pipelines);
          return (
            <li key={step.text} className="flex gap-2">
              <span
                aria-hidden
                className="mt-px flex size-[18px] shrink-0 items-center justify-center rounded-full border border-line text-[11px] text-muted"
              >
                {index + 1}
              </span>
              <div className="min-w-0">
                <p>{step.text}</p>
                {count !== null && (
                  <p className={count > 0 ? 'text-accent-text' : 'text-muted'}>
                    {formatCount(count)} {step.figure.unit}
                  </p>
                )}
              </div>
            </li>
          );
        })}
      </ol>
      <div className="flex flex-col items-start gap-1.5">
        {guide.places.map(place => (
          <Button
            key={place.label}
            icon={<ArrowRight size={14} aria-hidden />}
            onClick={() => go(place.screen, place.opened)}
          >
            {place.label}
          </Button>
        ))}
      </div>
      <div>
        <p className="pb-1 text-xs/[18px] text-muted">Look at it with redis-cli</p>
        <CommandLine text={guide.commands} />
      </div>
    </div>
  );
}
