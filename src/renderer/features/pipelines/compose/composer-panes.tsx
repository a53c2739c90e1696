import type { ReactNode } from 'react';
import { useRemembered } from '../../../lib/remembered.ts';
import { SplitPane } from '../../../ui/split-pane.tsx';
import { Tabs, type Tab } from '../../../ui/tabs.tsx';
import { useWidth } from './use-width.ts';

/** In px: narrower panes are two, the right one with the events among its tabs. */
const THREE_PANES = 860;

interface ComposerPanesProps {
  /** The form of the step, and the fields. */
  left: readonly Tab<string>[];
  leftTab: string;
  onLeftTab: (tab: string) => void;
  /** The events, or what takes their place. */
  middle: ReactNode;
  middleTitle: string;
  right: readonly Tab<string>[];
  /** As `useRightTab` has it. */
  rightTab: string;
  onRightTab: (tab: string) => void;
}

/** The chosen tab at the right, kept; `events` where the events have a place of their own is the first one. */
export function useRightTab(): [string, (tab: string) => void] {
  return useRemembered('compose.right', 'events');
}

/** Three panes side by side, or two where there is no room for three. */
export function ComposerPanes(props: ComposerPanesProps) {
  const { middle, middleTitle, right, rightTab } = props;
  const [box, width] = useWidth();
  const isWide = width >= THREE_PANES;
  const tabs = isWide ? right : [{ value: 'events', title: middleTitle, content: middle }, ...right];
  const form = <Tabs label="Step" value={props.leftTab} onValue={props.onLeftTab} tabs={props.left} />;
  const pane = (
    <Tabs
      label="Of the sample"
      value={tabs.find(({ value }) => value === rightTab)?.value ?? tabs[0]!.value}
      onValue={props.onRightTab}
      tabs={tabs}
    />
  );
  return (
    <div ref={box} className="flex min-h-0 flex-1">
      {width > 0 && isWide && (
        <SplitPane
          id="compose.left"
          direction="horizontal"
          side="start"
          paneSize={290}
          minPane={220}
          minMain={480}
          pane={form}
          main={
            <SplitPane
              id="compose.right"
              direction="horizontal"
              paneSize={340}
              minPane={240}
              minMain={240}
              main={middle}
              pane={pane}
            />
          }
        />
      )}
      {width > 0 && !isWide && (
        <SplitPane
          id="compose.narrow"
          direction="horizontal"
          paneSize={Math.round(width * 0.58)}
          minPane={240}
          minMain={220}
          main={form}
          pane={pane}
        />
      )}
    </div>
  );
}
