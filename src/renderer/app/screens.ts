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
import { lazy, type ComponentType } from 'react';
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
  component: ComponentType;
  /** Reads its part of the program, which is read in any case when the screen is first drawn. */
  load: () => Promise<unknown>;
  /** Where it stands in the sidebar. */
  place: 'top' | 'bottom';
  /** A figure beside the title in the sidebar. */
  figure?: ComponentType;
}

function page(load: () => Promise<{ default: ComponentType }>): Pick<Screen, 'component' | 'load'> {
  return { component: lazy(load), load };
}

export const screens: readonly Screen[] = [
  {
    id: 'overview',
    title: 'Overview',
    icon: Activity,
    shortcut: 'Mod+1',
    ...page(() => import('./overview-page.tsx')),
    place: 'top',
  },
  {
    id: 'pubsub',
    title: 'Pub/Sub',
    icon: RadioTower,
    shortcut: 'Mod+2',
    ...page(() => import('../features/pubsub/pubsub-screen.tsx')),
    place: 'top',
    figure: PubSubFigure,
  },
  {
    id: 'streams',
    title: 'Streams',
    icon: ListTree,
    shortcut: 'Mod+3',
    ...page(() => import('../features/streams/streams-screen.tsx')),
    place: 'top',
    figure: StreamsFigure,
  },
  {
    id: 'pipelines',
    title: 'Pipelines',
    icon: Workflow,
    shortcut: 'Mod+4',
    ...page(() => import('../features/pipelines/pipelines-screen.tsx')),
    place: 'top',
    figure: PipelinesFigure,
  },
  {
    id: 'charts',
    title: 'Charts',
    icon: ChartColumn,
    shortcut: 'Mod+5',
    ...page(() => import('../features/charts/charts-screen.tsx')),
    place: 'top',
  },
  {
    id: 'keys',
    title: 'Keys',
    icon: KeyRound,
    shortcut: 'Mod+6',
    ...page(() => import('../features/keys/keys-screen.tsx')),
    place: 'top',
  },
  {
    id: 'settings',
    title: 'Settings',
    icon: Settings,
    shortcut: 'Mod+9',
    ...page(() => import('../features/settings/settings-screen.tsx')),
    place: 'bottom',
  },
];

export function screenOf(id: ScreenId): Screen {
  return screens.find(screen => screen.id === id) ?? screens[0]!;
}
