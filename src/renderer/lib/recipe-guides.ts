import type { PipelineFigures } from '#shared/contract/pipelines.ts';
import { parseBytesText } from '#shared/redis/text.ts';
import type { Destination } from './places/places.ts';

/** A step of a recipe, and what shows that it happens. */
export interface GuideStep {
  text: string;
  /** A count of one of its pipelines. */
  figure: { pipeline: string; of: 'received' | 'matched' | 'emitted'; unit: string };
}

/** A place in the program where a recipe is seen at work. */
type GuidePlace = Destination & { label: string };

/** What is told about a recipe: before it is started, and while it runs. */
export interface RecipeGuide {
  /** Of its pipeline file. */
  id: string;
  title: string;
  /** From the source over the window to Redis, in one sentence. */
  summary: string;
  /** Its source is on the internet: it is started on the built-in replay. */
  isReplay: boolean;
  steps: readonly GuideStep[];
  places: readonly GuidePlace[];
  /** What it writes, to be looked at with redis-cli; one command per line. */
  commands: string;
}

const step = (text: string, pipeline: string, of: GuideStep['figure']['of'], unit: string): GuideStep => ({
  text,
  figure: { pipeline, of, unit },
});

const listenTo = (channel: string): GuidePlace => ({
  label: `Listen to ${channel} in Pub/Sub`,
  screen: 'pubsub',
  opened: { hear: [{ kind: 'channel', name: parseBytesText(channel) }] },
});

const repair = (key: string, group: string): GuidePlace => ({
  label: `Repair what is pending in ${key}`,
  screen: 'streams',
  opened: { stream: parseBytesText(key), tab: 'pending', group: parseBytesText(group) },
});

/** The recipes in the order in which they teach. */
export const recipeGuides: readonly RecipeGuide[] = [
  {
    id: 'wikipedia-edits',
    title: 'Wikipedia edits',
    summary: 'Wikipedia’s feed of changes, counted by domain every 10 s, becomes time series in hashes.',
    isReplay: true,
    steps: [
      step(
        'A built-in replay of Wikipedia’s feed of changes is published on the channel wiki.',
        'wikipedia-publish',
        'emitted',
        'published',
      ),
      step(
        'A subscriber of wiki groups the changes by their domain.',
        'wikipedia-edits',
        'received',
        'received',
      ),
      step('Each window of 10 s counts the edits of each domain.', 'wikipedia-edits', 'matched', 'counted'),
      step(
        'The counts are added to one hash per domain, a field per window; older ones than 30 min are removed.',
        'wikipedia-edits',
        'emitted',
        'written',
      ),
    ],
    places: [
      listenTo('wiki'),
      {
        label: 'Draw ev:* under Charts',
        screen: 'charts',
        opened: { tab: 'series', prefix: 'ev:' },
      },
    ],
    commands: 'SUBSCRIBE wiki\nSMEMBERS known_domains\nHGETALL ev:www.wikidata.org\nHGETALL ev',
  },
  {
    id: 'clickstream-mobile',
    title: 'Mobile users by time zone (Clickstream)',
    summary:
      'A thousand clicks from a file go through a channel; mobile users are summed by time zone every 5 s.',
    isReplay: false,
    steps: [
      step(
        'The 1,000 clicks of a built-in file are published on device_events, 200 a second.',
        'clickstream-publish',
        'emitted',
        'published',
      ),
      step(
        'A subscriber of device_events reads their JSON and groups them by time zone.',
        'clickstream-mobile',
        'received',
        'received',
      ),
      step(
        'Each window of 5 s sums up the users on a mobile device.',
        'clickstream-mobile',
        'matched',
        'summed up',
      ),
      step(
        'The sums appear as rows on the screen; Redis keeps no more than a count of the writes.',
        'clickstream-mobile',
        'emitted',
        'rows',
      ),
    ],
    places: [listenTo('device_events')],
    commands:
      'SUBSCRIBE device_events\nPUBSUB NUMSUB device_events\nHGETALL millrace:{clickstream-publish}:0',
  },
  {
    id: 'weather-stations',
    title: 'Weather stations',
    summary:
      'Two stations write to streams; alice averages their readings every 5 s, what bob is given stays pending.',
    isReplay: false,
    steps: [
      step(
        'Two generators write readings to the streams chennai and coimbatore, 20 a second each.',
        'weather-chennai',
        'emitted',
        'written by Chennai',
      ),
      step(
        'Alice and bob read both streams in the group mygroup.',
        'weather-alice',
        'received',
        'received by alice',
      ),
      step(
        'Alice averages temperature and humidity in windows of 5 s, and acknowledges.',
        'weather-alice',
        'emitted',
        'averages',
      ),
      step(
        'Bob never acknowledges: his entries stay pending, to be repaired under Streams.',
        'weather-bob',
        'received',
        'with bob',
      ),
    ],
    places: [repair('chennai', 'mygroup'), repair('coimbatore', 'mygroup')],
    commands: 'XLEN chennai\nXINFO GROUPS chennai\nXPENDING chennai mygroup\nXPENDING coimbatore mygroup',
  },
  {
    id: 'edit-leaderboard',
    title: 'Edit leaderboard',
    summary: 'The same feed of changes, counted by server every 30 s, becomes a sorted set for each window.',
    isReplay: true,
    steps: [
      step(
        'A built-in replay of Wikipedia’s feed of changes is read.',
        'edit-leaderboard',
        'received',
        'received',
      ),
      step('The changes are grouped by the name of their server.', 'edit-leaderboard', 'matched', 'grouped'),
      step('Each window of 30 s counts the edits of each server.', 'edit-leaderboard', 'matched', 'counted'),
      step(
        'Each window has a sorted set of its own: its key is the number that epoch_index counts up.',
        'edit-leaderboard',
        'emitted',
        'written',
      ),
    ],
    places: [{ label: 'See the ranks under Charts', screen: 'charts', opened: { tab: 'leaderboard' } }],
    commands: 'GET epoch_index\nZREVRANGE 0 0 9 WITHSCORES',
  },
];

/** How often a step has happened so far; null before the recipe runs. */
export function figureOf(
  { figure }: GuideStep,
  pipelines: readonly PipelineFigures[] | undefined,
): number | null {
  return pipelines?.find(({ id }) => id === figure.pipeline)?.[figure.of] ?? null;
}
