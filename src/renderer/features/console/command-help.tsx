import type { ConsoleCompletion } from '#shared/contract/console.ts';

/** Syntax and cost of the command that is being typed, and what its words change. */
export function CommandHelp({ help, explanation }: Pick<ConsoleCompletion, 'help' | 'explanation'>) {
  if (!help) return null;
  const { name, syntax, summary, complexity, since } = help;
  const cost = [complexity, since === '' ? '' : `since ${since}`].filter(Boolean).join(' · ');
  const words = explanation.length > 0 ? explanation : [{ word: name, text: summary }];
  return (
    <div role="note" aria-label="About this command" className="px-3 pb-1 text-xs/[18px] text-muted">
      <p className="flex min-w-0 gap-3">
        <span className="mono min-w-0 truncate" title={`${name} ${syntax}`}>
          <b className="font-medium text-text">{name}</b> {syntax}
        </span>
        <span className="ml-auto max-w-[40%] shrink-0 truncate" title={cost}>
          {cost}
        </span>
      </p>
      {words.map(({ word, text }) => (
        <p key={word} className="truncate" title={text}>
          {words.length > 1 && <b className="mono font-medium text-text">{word} </b>}
          {text}
        </p>
      ))}
    </div>
  );
}
