import type { ReactNode } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { cx } from '../lib/class-names.ts';
import { isMemoryKnown, layoutOf, rememberLayout } from '../lib/page-memory.ts';

interface SplitPaneProps {
  /** Sizes are remembered under it. */
  id: string;
  direction: 'horizontal' | 'vertical';
  main: ReactNode;
  /** The pane beside it; null takes it away, its size is kept for the next time. */
  pane: ReactNode | null;
  /** Where the pane stands: at the end unless said. */
  side?: 'start' | 'end';
  /** Px. */
  paneSize: number;
  minPane: number;
  minMain: number;
}

const storage = {
  getItem: (name: string) => layoutOf(name) ?? null,
  // It tells the sizes that it begins with as well: before it is known what they were, those are not a person's.
  setItem: (name: string, value: string) => {
    if (isMemoryKnown()) rememberLayout(name, value);
  },
};

/** Two areas with a bar between them that can be dragged, or moved with the arrow keys. */
export function SplitPane(props: SplitPaneProps) {
  const { id, direction, main, pane, side = 'end', paneSize, minPane, minMain } = props;
  const panelIds = pane === null ? ['main'] : side === 'end' ? ['main', 'pane'] : ['pane', 'main'];
  const layout = useDefaultLayout({ id: `split.${id}`, panelIds, storage });
  const beside = pane !== null && (
    <Panel
      key="pane"
      id="pane"
      defaultSize={paneSize}
      minSize={minPane}
      groupResizeBehavior="preserve-pixel-size"
      className="flex min-h-0 min-w-0 flex-col bg-surface"
    >
      {pane}
    </Panel>
  );
  const bar = pane !== null && (
    <Separator
      key="bar"
      aria-label="Resize the panes"
      className={cx(
        'relative z-10 bg-line outline-none hover:bg-accent focus-visible:bg-accent data-[separator=active]:bg-accent',
        direction === 'horizontal' ? 'w-px' : 'h-px',
      )}
    />
  );
  const middle = (
    <Panel key="main" id="main" minSize={minMain} className="flex min-h-0 min-w-0 flex-col">
      {main}
    </Panel>
  );
  return (
    <Group
      orientation={direction}
      defaultLayout={layout.defaultLayout}
      onLayoutChanged={layout.onLayoutChanged}
      className="min-h-0 min-w-0 flex-1"
    >
      {side === 'end' ? [middle, bar, beside] : [beside, bar, middle]}
    </Group>
  );
}
