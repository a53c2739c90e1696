import { existsSync } from 'node:fs';
import type { RequestOptions } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type Finding } from '#shared/contract/connections.ts';
import { targetSchema } from '#shared/redis/target.ts';
import { http } from '../../node-http.ts';

const TIMEOUT_MS = 1_500;
/** Far above what a list of containers takes. */
const MAX_ANSWER_BYTES = 16 * 2 ** 20;

/** The part of the container list that is read: https://docs.docker.com/reference/api/engine/version/v1.43/#tag/Container */
const containersSchema = z.array(
  z.object({
    Id: z.string(),
    Names: z.array(z.string()).default([]),
    Image: z.string(),
    Ports: z
      .array(
        z.object({
          IP: z.string().optional(),
          PrivatePort: z.number(),
          PublicPort: z.number().optional(),
          Type: z.string(),
        }),
      )
      .default([]),
  }),
);

/** A Docker engine that could not be asked, and why. */
class DockerProblem extends Error {}

/**
 * Running containers of Redis or Valkey images that publish a port.
 *
 * @returns an empty list where there is no Docker
 * @throws {DockerProblem} when there is one and it does not answer as it should
 */
export async function findInDocker(env: NodeJS.ProcessEnv = process.env): Promise<Finding[]> {
  const endpoint = dockerEndpoint(env);
  if (!endpoint) return [];
  const text = await getJson({ ...endpoint, path: '/containers/json', timeout: TIMEOUT_MS });
  const containers = containersSchema.safeParse(text);
  if (!containers.success)
    throw new DockerProblem('Docker answered in a way that Millrace does not understand.');
  return containers.data.filter(container => isRedisImage(container.Image)).flatMap(findingsOf);
}

/** "redis", "redis:7", "docker.io/library/redis:7@sha256:…", "bitnami/valkey", "redis/redis-stack-server:latest". */
export function isRedisImage(image: string): boolean {
  const withoutTag = image.replace(/@sha256:[0-9a-f]+$/, '').replace(/:[^/]*$/, '');
  return /(^|[/_-])(redis|valkey|keydb|dragonfly)([/_-]|$)/i.test(withoutTag);
}

/** DOCKER_HOST, else the usual sockets, as options of a request; undefined when there is none. */
function dockerEndpoint(env: NodeJS.ProcessEnv): RequestOptions | undefined {
  const host = env.DOCKER_HOST;
  if (host?.startsWith('unix://')) return { socketPath: host.slice('unix://'.length) };
  if (host?.startsWith('npipe://')) return { socketPath: host.slice('npipe://'.length) };
  if (host?.startsWith('tcp://') || host?.startsWith('http://')) {
    const url = new URL(host.replace(/^tcp:/, 'http:'));
    return { host: url.hostname, port: url.port || 2375 };
  }
  if (host)
    throw new DockerProblem(
      `DOCKER_HOST is "${host}"; Millrace understands unix:///path, npipe:////path and tcp://host:port.`,
    );
  if (process.platform === 'win32') return { socketPath: '//./pipe/docker_engine' };
  const home = homedir();
  const runtime = env.XDG_RUNTIME_DIR;
  const usual = [
    '/var/run/docker.sock',
    join(home, '.docker/run/docker.sock'),
    join(home, '.colima/default/docker.sock'),
    join(home, '.orbstack/run/docker.sock'),
    ...(runtime ? [join(runtime, 'docker.sock'), join(runtime, 'podman/podman.sock')] : []),
  ];
  const socketPath = usual.find(path => existsSync(path));
  return socketPath === undefined ? undefined : { socketPath };
}

function findingsOf(container: z.infer<typeof containersSchema>[number]): Finding[] {
  const name = container.Names[0]?.replace(/^\//, '') ?? container.Id.slice(0, 12);
  const published = new Map<number, { host: string; privatePort: number }>();
  for (const port of container.Ports) {
    // The same port is listed once for IPv4 and once for IPv6.
    if (port.Type !== 'tcp' || port.PublicPort === undefined || published.has(port.PublicPort)) continue;
    const anywhere = port.IP === undefined || port.IP === '' || port.IP === '0.0.0.0' || port.IP === '::';
    published.set(port.PublicPort, {
      host: anywhere ? '127.0.0.1' : port.IP!,
      privatePort: port.PrivatePort,
    });
  }
  return [...published].map(([port, { host, privatePort }]) => ({
    id: `docker ${container.Id} ${privatePort}`,
    source: 'docker' as const,
    label: name,
    note: published.size > 1 ? `${container.Image}, container port ${privatePort}` : container.Image,
    target: targetSchema.parse({ address: { kind: 'tcp', host, port } }),
    hasPassword: false,
  }));
}

function getJson(options: RequestOptions): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const where = options.socketPath ?? `${options.host}:${options.port}`;
    const asked = http.request({ ...options, headers: { Host: 'docker' } }, response => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > MAX_ANSWER_BYTES) asked.destroy(new Error('the answer is too long'));
      });
      response.on('end', () => {
        if (response.statusCode !== 200)
          return reject(new DockerProblem(`Docker at ${where} answered ${response.statusCode}.`));
        try {
          resolve(JSON.parse(text));
        } catch {
          reject(new DockerProblem(`Docker at ${where} answered something that is not JSON.`));
        }
      });
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer in time')));
    asked.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') return resolve([]); // installed, but not running
      const denied =
        error.code === 'EACCES'
          ? 'no permission to open its socket; is this user in the docker group?'
          : error.message;
      reject(new DockerProblem(`Docker at ${where} could not be asked: ${denied}`));
    });
    asked.end();
  });
}
