import type { ActiveConnection } from '../../lib/active-connection.ts';
import { useStream } from '../../lib/engine.ts';
import { go } from '../../lib/navigation.ts';
import { recipeGuides } from '../../lib/recipe-guides.ts';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { RecipeCard } from './recipe-card.tsx';

/** Columns of their own: a card that opens moves only what is under it. */
const COLUMNS = [recipeGuides.slice(0, 2), recipeGuides.slice(2)];

/** The guided recipes: each one press away from a living screen, on the shown connection. */
export function RecipeCards({ active }: { active: ActiveConnection }) {
  const { item: listed, error } = useStream('pipelines.watch', undefined);
  const show = (id: string) => go('pipelines', { pipeline: id });
  return (
    <section aria-labelledby="recipes-title">
      <header className="flex items-baseline gap-2 pb-1.5">
        <h2 id="recipes-title" className="font-semibold">
          Recipes
        </h2>
        <p className="min-w-0 truncate text-xs/[18px] text-muted">
          {`one click each, no internet needed; started here, they write to ${active.profile.name}`}
        </p>
      </header>
      {error && <ErrorPanel what="The recipes cannot be listed." error={error} onRetry="itself" />}
      <div className="flex gap-2">
        {COLUMNS.map(guides => (
          <div key={guides[0]!.id} className="flex min-w-0 flex-1 flex-col gap-2">
            {guides.map(guide => {
              const pipeline = listed?.find(({ id }) => id === guide.id);
              return (
                pipeline && (
                  <RecipeCard
                    key={guide.id}
                    guide={guide}
                    pipeline={pipeline}
                    connectionId={active.profile.id}
                    onShow={() => show(guide.id)}
                  />
                )
              );
            })}
          </div>
        ))}
      </div>
    </section>
  );
}
