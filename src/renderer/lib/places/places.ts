import { jobStates, queueFrameworks } from '#shared/queue-names.ts';
import { flag, heard, mend, name, names, oneOf, span, text, type Field } from './fields.ts';

/**
 * The screens, and what of each an address can name. Everything is optional: what an address leaves out is as the screen has it by
 * itself. An address is `#/streams?on=local&stream=orders&tab=pending`; `on` is the connection.
 */
const places = {
  overview: {},
  pubsub: {
    /** What is subscribed on arrival, if it is not yet. */
    hear: heard,
    language: oneOf('text', 're2', 'cel'),
    filter: text,
    highlight: flag,
    muted: heard,
    solo: heard,
    tab: oneOf('message', 'channels', 'measure', 'server'),
  },
  streams: {
    /** Which streams are listed: a part of their name, or a pattern. */
    named: text,
    /** Patterns of those that are not, with spaces between. */
    except: text,
    stream: name,
    tab: oneOf('entries', 'tail', 'groups', 'pending', 'dead-letters'),
    group: name,
    /** Streams that are tailed beside this one, as `bytesText` writes them. */
    also: names,
    /** The condition of the tab that is open. */
    language: oneOf('text', 're2', 'cel'),
    text,
    consumer: name,
    idle: span,
    deliveries: span,
    ghosts: oneOf('any', 'only', 'without'),
  },
  pipelines: {
    pipeline: text,
    /** Its steps being composed, its run, or what it is joined with; as it is at the time unless said. `running`: all that runs, joined. */
    view: oneOf('compose', 'run', 'flow', 'running'),
    /** Of several pipelines in a file, the one that is looked at. */
    part: text,
    /** The event that is being mended, while it is composed. */
    mend,
    /** The run that is over and looked at, and the one that it is compared with. */
    past: text,
    against: text,
  },
  charts: {
    tab: oneOf('series', 'leaderboard'),
    prefix: text,
    members: text,
    key: text,
    epoch: text,
  },
  keys: {
    /** Which keys are listed: a part of their name, or a pattern. */
    named: text,
    /** As TYPE says it. */
    type: text,
    view: oneOf('tree', 'flat', 'queues'),
    separator: text,
    /** Prefixes whose keys are shown in the tree. */
    unfolded: names,
    /** The prefix, or the key, that is looked at. */
    prefix: name,
    key: name,
    /** The job queue that is looked at, and the state of its jobs; what they are searched for. */
    framework: oneOf(...queueFrameworks),
    queue: text,
    state: oneOf(...jobStates),
    language: oneOf('text', 're2', 'cel'),
    text,
    /** The job that is looked at: the key it is in, its place there, and its id. */
    jobIn: text,
    jobAt: text,
    job: text,
  },
  settings: {},
} satisfies Record<string, Record<string, Field<unknown>>>;

type Places = typeof places;
export type ScreenId = keyof Places;

type Value<F> = F extends Field<infer T> ? T : never;
/** What is open in a screen. */
export type Opened<S extends ScreenId> = { readonly [K in keyof Places[S]]?: Value<Places[S][K]> };

/** Somewhere in the program: a screen, and what is open in it. */
export type Destination = { [S in ScreenId]: { screen: S; opened?: Opened<S> } }[ScreenId];

/** A destination on one connection. */
export interface Place {
  screen: ScreenId;
  /** The profile of the connection; null where none has been shown yet. */
  on: string | null;
  /** An `Opened` of this screen. */
  opened: Readonly<Record<string, unknown>>;
}

const ADDRESS = /^#\/([a-z-]+)(?:\?(.*))?$/s;

/** The address of a place, with its `#`. */
export function addressOf({ screen, on, opened }: Place): string {
  const parameters = new URLSearchParams();
  if (on !== null) parameters.set('on', on);
  for (const [key, field] of Object.entries(places[screen]) as [string, Field<unknown>][]) {
    const value = opened[key];
    if (value !== undefined) for (const part of field.write(value)) parameters.append(key, part);
  }
  const query = parameters.toString();
  return `#/${screen}${query === '' ? '' : `?${query}`}`;
}

/** The place that an address names; the overview where it names none. */
export function placeOf(address: string): Place {
  const [, screen = '', query = ''] = ADDRESS.exec(address) ?? [];
  if (!isScreen(screen)) return { screen: 'overview', on: null, opened: {} };
  const parameters = new URLSearchParams(query);
  const opened: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(places[screen]) as [string, Field<unknown>][]) {
    const values = parameters.getAll(key);
    const value = values.length === 0 ? undefined : field.read(values);
    if (value !== undefined) opened[key] = value;
  }
  return { screen, on: parameters.get('on'), opened };
}

function isScreen(id: string): id is ScreenId {
  return Object.hasOwn(places, id);
}
