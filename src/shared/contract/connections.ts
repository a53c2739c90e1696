import { z } from 'zod';
import { targetSchema } from '../redis/target.ts';
import { query, stream } from '../rpc/define.ts';
import { count, done, missing, none, timeMs } from './values.ts';

/** Colours are positions 1-8 in the series palette of the theme. */
const color = z.number().int().min(1).max(8);

export const environments = ['local', 'staging', 'production'] as const;

/** A saved connection, without its id and password: what the form edits. */
export const profileDraftSchema = z.object({
  name: z.string().trim().min(1, 'Enter a name.').max(100),
  color,
  environment: z.enum(environments),
  target: targetSchema,
});
export type ProfileDraft = z.infer<typeof profileDraftSchema>;

export const profileSchema = profileDraftSchema.extend({ id: z.string() });
export type Profile = z.infer<typeof profileSchema>;

/** A connection's life. `lost` tries again by itself; `failed` needs a person (wrong password, bad certificate). */
const connectionState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('connecting'), attempt: count }),
  z.object({ state: z.literal('ready'), since: timeMs }),
  z.object({ state: z.literal('lost'), since: timeMs, reason: z.string(), attempt: count, retryAt: timeMs }),
  z.object({ state: z.literal('failed'), since: timeMs, reason: z.string() }),
  z.object({ state: z.literal('closed') }),
]);
export type ConnectionState = z.infer<typeof connectionState>;

/** What one node says of its cluster. */
const clusterView = z.object({
  /** Slots whose keys this node has, of 16,384; null where it may not be asked. */
  slots: count.nullable(),
  /** The other nodes that hold slots, as "host:port". */
  others: z.array(z.string()),
});

const replication = z.object({
  /** Its primary, as "host:port"; null where that may not be asked. */
  of: z.string().nullable(),
  /** Null where that may not be asked. */
  readOnly: z.boolean().nullable(),
  /** When this connection saw the server become one: it was a primary before. */
  since: timeMs.nullable(),
});

/** What the server said of itself. A figure that it did not give is null. */
const serverFacts = z.object({
  /** "Redis" or "Valkey". */
  product: z.string(),
  version: z.string().nullable(),
  mode: z.enum(['standalone', 'cluster', 'sentinel']).nullable(),
  /** "master", "slave". */
  role: z.string().nullable(),
  user: z.string().nullable(),
  /** Null outside of a cluster. */
  cluster: clusterView.nullable(),
  /** Null where the server is no replica. */
  replica: replication.nullable(),
  missing,
});
export type ServerFacts = z.infer<typeof serverFacts>;

/** Looked at every second; figures that hardly differ from what was told are told every five. */
const health = z.object({
  /** Last round trip of a PING, in milliseconds. */
  rttMs: z.number().nullable(),
  /** A PING has been unanswered for this long. */
  silentMs: z.number().nullable(),
  usedMemoryBytes: count.nullable(),
  maxMemoryBytes: count.nullable(),
  opsPerSecond: z.number().nullable(),
  clients: count.nullable(),
});
export type Health = z.infer<typeof health>;

const openConnection = z.object({
  profileId: z.string(),
  state: connectionState,
  /** Null until the first successful connect. */
  server: serverFacts.nullable(),
  health,
});
export type OpenConnection = z.infer<typeof openConnection>;

const sandboxState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('off') }),
  z.object({ state: z.literal('starting') }),
  /** `profileId` is the profile made for it; it goes when the sandbox goes. */
  z.object({ state: z.literal('running'), profileId: z.string(), url: z.string(), how: z.string() }),
  z.object({ state: z.literal('failed'), reason: z.string() }),
]);
export type SandboxState = z.infer<typeof sandboxState>;

const overview = z.object({
  profiles: z.array(profileSchema),
  /** Which profiles have a password in the secret store. */
  withPassword: z.array(z.string()),
  open: z.array(openConnection),
  sandbox: sandboxState,
  /** Said once after a first start that found no server. */
  firstRun: z.enum(['pending', 'found', 'sandbox', 'none']),
});
export type ConnectionsOverview = z.infer<typeof overview>;

/** The stages a connection goes through, in order; a failed test names the one that failed. */
export const connectStages = [
  'input',
  'dns',
  'connect',
  'tls',
  'protocol',
  'auth',
  'select',
  'ping',
] as const;
export type ConnectStage = (typeof connectStages)[number];

const testResult = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), rttMs: z.number(), server: serverFacts, warnings: z.array(z.string()) }),
  z.object({
    ok: z.literal(false),
    stage: z.enum(connectStages),
    /** Stages that this target does not have. */
    unused: z.array(z.enum(connectStages)),
    /** What failed and what to do. */
    message: z.string(),
    /** The error as the system or the server gave it. */
    raw: z.string(),
  }),
]);
export type ConnectionTestResult = z.infer<typeof testResult>;

const finding = z.object({
  /** Stable across scans: where it was found. */
  id: z.string(),
  source: z.enum(['port', 'environment', 'docker']),
  /** "127.0.0.1:6379", a container's name, "REDIS_URL". */
  label: z.string(),
  /** What is known beside the address: "needs a password", the image. */
  note: z.string(),
  target: targetSchema,
  /** Set when REDIS_URL holds one; saving the finding stores it. Never shown. */
  hasPassword: z.boolean(),
});
export type Finding = z.infer<typeof finding>;

const discovery = z.object({
  findings: z.array(finding),
  /** Sources that could not be asked, and why (a Docker socket that refuses). */
  problems: z.array(z.string()),
  finished: z.boolean(),
});
export type Discovery = z.infer<typeof discovery>;

/** What one server lets us do, and why not. */
const availability = z.discriminatedUnion('available', [
  z.object({ available: z.literal(true) }),
  z.object({
    available: z.literal(false),
    /** `unknown`: the server does not have it; `denied`: the user may not run it. */
    code: z.enum(['unknown', 'denied']),
    /** For people. */
    reason: z.string(),
  }),
]);
export type Availability = z.infer<typeof availability>;

/** `undefined` keeps the stored password, a string replaces it, null deletes it. */
const password = z.string().nullable().optional();

export const connections = {
  watch: stream(none, overview),
  discover: stream(none, discovery),
  test: query(z.object({ id: z.string().optional(), draft: profileDraftSchema, password }), testResult),
  /** Saves a new profile, or over `id`; an open connection is reopened with it. */
  save: query(z.object({ id: z.string().optional(), draft: profileDraftSchema, password }), profileSchema),
  remove: query(z.object({ id: z.string() }), done),
  /** Opens a profile and answers as soon as the attempt has begun; its state comes with `watch`. */
  open: query(z.object({ id: z.string() }), done),
  /** Saves a finding of `discover` as a profile and opens it. */
  adopt: query(z.object({ findingId: z.string() }), profileSchema),
  close: query(z.object({ id: z.string() }), done),
  /** Tries a lost or failed connection now. */
  retry: query(z.object({ id: z.string() }), done),
  /** Whether the connected server has these commands and the user may run them. */
  capabilities: query(
    z.object({ id: z.string(), commands: z.array(z.string()).max(100) }),
    z.record(z.string(), availability),
  ),
  startSandbox: query(none, done),
  stopSandbox: query(none, done),
};
