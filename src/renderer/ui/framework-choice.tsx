import { Check } from 'lucide-react';
import { useEngineQuery } from '../lib/engine-query.ts';
import { chooseFramework, chosenFor, useChoices, type Chosen } from '../lib/chosen-frameworks.ts';
import type { Whose } from '../lib/recognised.ts';
import { FrameworkTag, tagText } from './framework-tag.tsx';
import { Menu, MenuItem, MenuSeparator } from './menu.tsx';

const UNKNOWN = 'whose?';

interface FrameworkChoiceProps {
  connectionId: string;
  of: Chosen;
  name: string;
  whose: Whose | undefined;
}

/** Whose something is, and the menu in which a person says so: that goes before what it looks like. */
export function FrameworkChoice({ connectionId, of, name, whose }: FrameworkChoiceProps) {
  const { data: frameworks = [] } = useEngineQuery('recognise.frameworks', undefined);
  const choices = useChoices(connectionId);
  const chosen = chosenFor(choices, of, name);
  const choose = (framework: string | null | undefined) => chooseFramework(connectionId, of, name, framework);
  const mark = (isChosen: boolean) =>
    isChosen ? <Check size={13} aria-label="chosen" /> : <span className="w-[13px]" />;
  return (
    <Menu
      className="max-h-80 overflow-y-auto"
      trigger={
        <button
          type="button"
          aria-label={`Choose who writes this: ${whose ? tagText(whose) : UNKNOWN}`}
          className="inline-flex shrink-0 items-center rounded-sm text-[11px] text-muted hover:text-text"
        >
          {whose ? <FrameworkTag recognised={whose} /> : UNKNOWN}
        </button>
      }
    >
      <MenuItem icon={mark(chosen === undefined)} onSelect={() => choose(undefined)}>
        As it looks
      </MenuItem>
      <MenuItem icon={mark(chosen === null)} onSelect={() => choose(null)}>
        None of these
      </MenuItem>
      <MenuSeparator />
      {frameworks.map(framework => (
        <MenuItem key={framework} icon={mark(chosen === framework)} onSelect={() => choose(framework)}>
          {framework}
        </MenuItem>
      ))}
    </Menu>
  );
}
