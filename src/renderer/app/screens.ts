import {
  Activity,
  ChartColumn,
  KeyRound,
  ListTree,
  RadioTower,
  Settings,
  Workflow,
  type LucideIcon,
} from 'lucide-react';
import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import type { ScreenId } from '../lib/places/places.ts';
import { PipelinesFigure, PubSubFigure, StreamsFigure } from './figures.tsx';

/** A screen of the program. Adding one is one entry in `screens`, and one in `lib/places/places.ts` for what its address can name. */
export interface Screen {
  /** Part of the address: `#/pubsub`. */
  id: ScreenId;
  title: string;
  icon: LucideIcon;
  /** `Mod+1` to `Mod+9`. */
  shortcut: string;
  component: LazyExoticComponent<ComponentType>;
  /** Where it stands in the sidebar. */
  place: 'top' | 'bottom';
  /** A figure beside the title in the sidebar. */
  figure?: ComponentType;
}

export const screens: readonly Screen[] = [
  {
    id: 'overview',
    title: 'Overview',
    icon: Activity,
    shortcut: 'Mod+1',
    component: lazy(() => import('./overview-page.tsx')),
    place: 'top',
  },
  {
    id: 'pubsub',
    title: 'Pub/Sub',
    icon: RadioTower,
    shortcut: 'Mod+2',
    component: lazy(() => import('../features/pubsub/pubsub-screen.tsx')),
    place: 'top',
    figure: PubSubFigure,
  },
  {
    id: 'streams',
    title: 'Streams',
    icon: ListTree,
    shortcut: 'Mod+3',
    component: lazy(() => import('../features/streams/streams-screen.tsx')),
    place: 'top',
    figure: StreamsFigure,
  },
  {
    id: 'pipelines',
    title: 'Pipelines',
    icon: Workflow,
    shortcut: 'Mod+4',
    component: lazy(() => import('../features/pipelines/pipelines-screen.tsx')),
    place: 'top',
    figure: PipelinesFigure,
  },
  {
    id: 'charts',
    title: 'Charts',
    icon: ChartColumn,
    shortcut: 'Mod+5',
    component: lazy(() => import('../features/charts/charts-screen.tsx')),
    place: 'top',
  },
  {
    id: 'keys',
    title: 'Keys',
    icon: KeyRound,
    shortcut: 'Mod+6',
    component: lazy(() => import('../features/keys/keys-screen.tsx')),
    place: 'top',
  },
  {
    id: 'settings',
    title: 'Settings',
    icon: Settings,
    shortcut: 'Mod+9',
    component: lazy(() => import('../features/settings/settings-screen.tsx')),
    place: 'bottom',
  },
];
