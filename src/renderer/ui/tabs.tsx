import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';

export interface Tab<V extends string> {
  value: V;
  title: ReactNode;
  content: ReactNode;
}

interface TabsProps<V extends string> {
  value: V;
  onValue: (value: V) => void;
  tabs: readonly Tab<V>[];
  label: string;
  /** At the right end of the row of tabs. */
  end?: ReactNode;
}

/** Views of the same thing, one at a time; fills the height it is given. */
export function Tabs<V extends string>({ value, onValue, tabs, label, end }: TabsProps<V>) {
  return (
    <Base.Root
      value={value}
      onValueChange={(next: V) => onValue(next)}
      className="flex min-h-0 flex-1 flex-col"
    >
      <div className="flex h-[34px] flex-none items-end border-b border-line pl-2">
        <Base.List
          aria-label={label}
          // Tabs are scrolled into view by their place in it.
          className="relative flex min-w-0 gap-0.5 overflow-x-auto overflow-y-clip [scrollbar-width:none]"
        >
          {tabs.map(tab => (
            <Base.Tab
              key={tab.value}
              value={tab.value}
              className="h-[33px] px-2.5 whitespace-nowrap text-muted outline-offset-[-3px] hover:text-text data-active:font-medium data-active:text-text data-active:shadow-[inset_0_-2px_0_var(--accent)]"
            >
              {tab.title}
            </Base.Tab>
          ))}
        </Base.List>
        {end !== undefined && <div className="ml-auto flex h-full items-center pr-1.5">{end}</div>}
      </div>
      {tabs.map(tab => (
        <Base.Panel
          key={tab.value}
          value={tab.value}
          // A panel that leaves is mounted for a frame more: nobody sees or hears it then.
          className="flex min-h-0 flex-1 flex-col outline-offset-[-2px] inert:hidden"
        >
          {tab.content}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
