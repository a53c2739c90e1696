import type { Discovery, Finding } from '#shared/contract/connections.ts';
import { formatTarget } from '#shared/redis/target-text.ts';
import { targetFromEnvironment } from '../environment.ts';
import { findInDocker } from './docker.ts';
import { findOnPorts } from './ports.ts';

export interface DiscoveryOptions {
  env?: NodeJS.ProcessEnv;
  /** Ports of this machine to try instead of the usual ones. */
  ports?: number[];
}

/** MILLRACE_DISCOVERY_PORTS: the local ports to try instead of the usual ones, with commas between; empty for none. */
function portsFromEnvironment({ MILLRACE_DISCOVERY_PORTS: ports }: NodeJS.ProcessEnv): number[] | undefined {
  return ports?.split(',').filter(Boolean).map(Number);
}

/** A finding, with the password that must not leave the engine. */
export interface FoundServer {
  finding: Finding;
  password: string | undefined;
}

interface Progress {
  servers: FoundServer[];
  problems: string[];
  finished: boolean;
}

/**
 * Looks for servers in the environment, on the usual local ports and in Docker, all at once; yields what is known after each source has
 * answered. It takes two seconds at most, whatever does not answer.
 */
export async function* discover(options: DiscoveryOptions = {}): AsyncGenerator<Progress> {
  const env = options.env ?? process.env;
  const progress: Progress = { servers: [], problems: [], finished: false };
  const sources = [
    async () => findInEnvironment(env),
    async () => (await findOnPorts(options.ports ?? portsFromEnvironment(env))).map(withoutPassword),
    async () => (await findInDocker(env)).map(withoutPassword),
  ].map((find, index) =>
    find().then(
      servers => ({ index, servers, problem: undefined }),
      (error: Error) => ({ index, servers: [] as FoundServer[], problem: error.message }),
    ),
  );
  const open = new Map(sources.map((source, index) => [index, source]));
  while (open.size > 0) {
    const { index, servers, problem } = await Promise.race(open.values());
    open.delete(index);
    progress.servers = merge(progress.servers, servers);
    if (problem !== undefined) progress.problems.push(problem);
    progress.finished = open.size === 0;
    yield { ...progress, problems: [...progress.problems] };
  }
}

export function toDiscovery({ servers, problems, finished }: Progress): Discovery {
  return { findings: servers.map(server => server.finding), problems, finished };
}

function findInEnvironment(env: NodeJS.ProcessEnv): FoundServer[] {
  const named = targetFromEnvironment(env);
  if (!named) return [];
  const { variable, target, password } = named;
  const finding: Finding = {
    id: `environment ${variable}`,
    source: 'environment',
    label: variable,
    note: formatTarget(target),
    target,
    hasPassword: password !== undefined,
  };
  return [{ finding, password }];
}

function withoutPassword(finding: Finding): FoundServer {
  return { finding, password: undefined };
}

/** What knows more wins: a container's name says more than its port, and the environment may hold a password. */
const preference = { environment: 0, docker: 1, port: 2 } as const;

function merge(known: FoundServer[], more: FoundServer[]): FoundServer[] {
  const byAddress = new Map<string, FoundServer>();
  const sorted = [...known, ...more].sort(
    (a, b) => preference[a.finding.source] - preference[b.finding.source],
  );
  for (const server of sorted) {
    const { address } = server.finding.target;
    const key =
      address.kind === 'tcp'
        ? `${address.host.replace('localhost', '127.0.0.1')}:${address.port}`
        : address.path;
    if (!byAddress.has(key)) byAddress.set(key, server);
  }
  return [...byAddress.values()];
}
