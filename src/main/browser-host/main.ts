import { fileURLToPath } from 'node:url';
import type { NamedTarget } from '#engine/connections/environment.ts';
import type { Engine } from '#engine/engine.ts';
import { MemorySecretStore } from '#engine/host-services.ts';
import { packageRoot } from '#engine/package-root.ts';
import { onStopSignals } from '#engine/stop-signals.ts';
import { keptTheme } from '#engine/settings/kept-theme.ts';
import { settingsFolder } from '#engine/settings/settings-folder.ts';
import { Admission } from './admission.ts';
import { startPageServer } from './http-server.ts';
import { isLoopback, type Listening } from './own-names.ts';
import { openWindow } from './open-window.ts';
import { builtPage, type PageHandler } from './page-files.ts';
import { readBeside } from './read-beside.ts';

/** All must be gone this long after a signal. */
const STOP_TIMEOUT_MS = 4_500;

export interface ServeRuntime {
  /** Serves the page from its sources instead of the build; in development. */
  developmentPage?: PageHandler;
}

/** How `millrace serve` was asked to serve. */
export interface ServeOptions {
  listening: Listening;
  /** The server to connect to, instead of those that are found. */
  redis: NamedTarget | undefined;
  /** Open a window. */
  open: boolean;
  /** Print one line of JSON when ready. */
  json: boolean;
}

/** Runs the browser host until a signal ends it. Sets the exit code; 1 for a failure. */
export async function serve(command: ServeOptions, runtime: ServeRuntime = {}): Promise<void> {
  try {
    await run(command, runtime);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason =
      code === 'EADDRINUSE'
        ? `Port ${command.listening.port} is in use. Choose another with --port, or leave it out.`
        : code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND'
          ? `${command.listening.host} is not an address of this machine. --host 0.0.0.0 listens on all of its addresses.`
          : message;
    process.stderr.write(`Millrace could not start: ${reason}\n`);
    process.exitCode = 1;
  }
}

async function run(command: ServeOptions, { developmentPage }: ServeRuntime): Promise<void> {
  const { listening } = command;
  const { root, version } = packageRoot(import.meta.url);
  const folder = settingsFolder();
  let theme = keptTheme(folder);
  const admission = new Admission(process.env.MILLRACE_TOKEN || undefined);
  const starting = Promise.withResolvers<Engine>();
  const { server, port } = await startPageServer({
    engine: starting.promise,
    admission,
    listening,
    ...(developmentPage
      ? { page: developmentPage, policy: undefined }
      : { page: builtPage(fileURLToPath(new URL('out/renderer', root)), () => theme) }),
  });
  const closeServer = () => {
    server.close();
    server.closeAllConnections();
  };
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
    closeServer();
    void starting.promise.then(engine => engine.close()).finally(() => process.exit());
  };
  onStopSignals({ stop, stopAtOnce: () => process.exit(1) });
  goOnAfterLostSockets(stop);

  try {
    const engineRead = readBeside(server, engineParts);
    await tellAddress(command, port, admission);
    await engineRead;
    // Nobody waits for it any more: it would take the lock and go on with pipelines to be closed at once.
    if (stopping) return process.exit();
    const { startEngine } = await import('#engine/engine.ts');
    const engine = await startEngine(
      {
        kind: 'browser',
        version,
        fallback: process.env.MILLRACE_FALLBACK ?? null,
        settingsFolder: folder,
        secrets: new MemorySecretStore(),
        themeChanged: changed => (theme = changed),
      },
      {
        redis: command.redis,
        validateOutputs: process.env.MILLRACE_VALIDATE === '1',
        log: (message, error) =>
          process.stderr.write(`${message}${error === undefined ? '' : `: ${describe(error)}`}\n`),
      },
    );
    starting.resolve(engine);
  } catch (error) {
    closeServer();
    throw error;
  }
}

/** The engine in parts that take about as long to read. */
const engineParts = [
  () => import('#shared/contract/index.ts'),
  () => import('#engine/connections/redis-client.ts'),
  () => import('#engine/pipelines/supervise/service.ts'),
  () => import('#engine/engine.ts'),
];

/** Says where the page is, and opens it if that is wanted. */
async function tellAddress(
  { listening, open, json }: ServeOptions,
  port: number,
  admission: Admission,
): Promise<void> {
  const address = (token: string) => `http://${shownHost(listening)}:${port}/#token=${token}`;
  if (!isLoopback(listening.host)) process.stderr.write(warning(listening.host));
  const url = address(admission.token);
  if (json) {
    process.stdout.write(`${JSON.stringify({ url })}\n`);
    return;
  }
  const whyNot = open ? await openWindow(address(admission.issueTicket())) : 'it was not asked for';
  process.stdout.write(whyNot === undefined ? `Millrace is open. Its address: ${url}\n` : `Open ${url}\n`);
}

/**
 * The last guard. What a peer's broken connection throws changes nothing that is kept here; after anything else the state is not known, and the
 * host ends in order, so that pipelines can go on from their positions.
 */
function goOnAfterLostSockets(stop: () => void): void {
  // EIO: a terminal that was closed takes no more words.
  const ofPeers = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_DESTROYED', 'EIO']);
  process.on('uncaughtException', error => {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code !== 'EIO') process.stderr.write(`Unexpected: ${describe(error)}\n`);
    if (ofPeers.has(code)) return;
    process.exitCode = 1;
    stop();
  });
}

/** A name by which this machine itself reaches it. */
function shownHost({ host }: Listening): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function warning(host: string): string {
  return `Warning: Millrace listens on ${host}. Anyone who reaches it and has the token can do everything Millrace can do with your servers and files,
and the traffic is not encrypted. Put TLS in front of it, or leave --host out and use "ssh -L".
`;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
