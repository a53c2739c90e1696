import { fileURLToPath } from 'node:url';
import type { NamedTarget } from '#engine/connections/environment.ts';
import { startEngine } from '#engine/engine.ts';
import { MemorySecretStore } from '#engine/host-services.ts';
import { packageRoot } from '#engine/package-root.ts';
import { onStopSignals } from '#engine/stop-signals.ts';
import { settingsFolder } from '#engine/settings/settings-folder.ts';
import type { Settings } from '#shared/contract/app.ts';
import { Admission } from './admission.ts';
import { startPageServer } from './http-server.ts';
import { isLoopback, type Listening } from './own-names.ts';
import { boundYoungHeap } from './young-heap.ts';
import { openWindow } from './open-window.ts';
import { builtPage, type PageHandler } from './page-files.ts';

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
  boundYoungHeap();
  const { listening } = command;
  const { root, version } = packageRoot(import.meta.url);
  let theme: Settings['theme'] = 'system';
  const admission = new Admission(process.env.MILLRACE_TOKEN || undefined);
  const engine = await startEngine(
    {
      kind: 'browser',
      version,
      fallback: process.env.MILLRACE_FALLBACK ?? null,
      settingsFolder: settingsFolder(),
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
  let stopping = false;
  const { server, port } = await startPageServer({
    engine,
    admission,
    listening,
    ...(developmentPage
      ? { page: developmentPage, policy: undefined }
      : { page: builtPage(fileURLToPath(new URL('out/renderer', root)), () => theme) }),
  }).catch(async (error: unknown) => {
    await engine.close();
    throw error;
  });

  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
    server.close();
    server.closeAllConnections();
    void engine.close().then(() => process.exit());
  };
  onStopSignals({ stop, stopAtOnce: () => process.exit(1) });
  goOnAfterLostSockets(stop);

  const address = (token: string) => `http://${shownHost(listening)}:${port}/#token=${token}`;
  if (!isLoopback(listening.host)) process.stderr.write(warning(listening.host));
  const url = address(admission.token);
  if (command.json) process.stdout.write(`${JSON.stringify({ url })}\n`);
  else {
    const whyNot = command.open ? await openWindow(address(admission.issueTicket())) : 'it was not asked for';
    process.stdout.write(whyNot === undefined ? `Millrace is open. Its address: ${url}\n` : `Open ${url}\n`);
  }
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
