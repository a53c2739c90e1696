/** What the overview tells about a recipe before it is started. */
export interface RecipeGuide {
  /** Of its pipeline file. */
  id: string;
  title: string;
  /** From the source over the window to Redis, in one sentence. */
  summary: string;
  /** Its source is on the internet: it is started on the built-in replay. */
  isReplay: boolean;
  steps: readonly string[];
  /** What it writes, to be looked at with redis-cli; one command per line. */
  commands: string;
}

/** The recipes in the order in which they teach. */
export const recipeGuides: readonly RecipeGuide[] = [
  {
    id: 'wikipedia-edits',
    title: 'Wikipedia edits',
    summary: 'Wikipedia’s feed of changes, counted by domain every 10 s, becomes time series in hashes.',
    isReplay: true,
    steps: [
      'A built-in replay of Wikipedia’s feed of changes is published on the channel wiki.',
      'A subscriber of wiki groups the changes by their domain.',
      'Each window of 10 s counts the edits of each domain.',
      'The counts are added to one hash per domain, a field per window; older ones than 30 min are removed.',
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
      'The 1,000 clicks of a built-in file are published on device_events, 200 a second.',
      'A subscriber of device_events reads their JSON and groups them by time zone.',
      'Each window of 5 s sums up the users on a mobile device.',
      'The sums appear as rows on the screen; Redis keeps no more than a count of the writes.',
    ],
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
      'Two generators write readings to the streams chennai and coimbatore, 20 a second each.',
      'Alice and bob read both streams in the group mygroup.',
      'Alice averages temperature and humidity in windows of 5 s, and acknowledges.',
      'Bob never acknowledges: his entries stay pending, to be repaired under Streams.',
    ],
    commands: 'XLEN chennai\nXINFO GROUPS chennai\nXPENDING chennai mygroup\nXPENDING coimbatore mygroup',
  },
  {
    id: 'edit-leaderboard',
    title: 'Edit leaderboard',
    summary: 'The same feed of changes, counted by server every 30 s, becomes a sorted set for each window.',
    isReplay: true,
    steps: [
      'A built-in replay of Wikipedia’s feed of changes is read.',
      'The changes are grouped by the name of their server.',
      'Each window of 30 s counts the edits of each server.',
      'Each window has a sorted set of its own: its key is the number that epoch_index counts up.',
    ],
    commands: 'GET epoch_index\nZREVRANGE 0 0 9 WITHSCORES',
  },
];
