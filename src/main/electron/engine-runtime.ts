import type { Engine } from '#engine/engine.ts';
import { startEngine } from '#engine/engine.ts';
import { hostEvents } from './host-events.ts';
import { RemoteSecretStore, type Link, type ToEngine } from './host-link.ts';
import { messagePortChannel } from './message-port-channel.ts';

/** Runs an engine at the far end of a link to Electron's main process: starts it, hands it pages, stops it. */
export function runEngineProcess(link: Link, exit: (code: number) => void): void {
  let engine: Promise<Engine> | undefined;
  let secrets: RemoteSecretStore | undefined;

  const start = ({ host, development, redis }: ToEngine & { type: 'start' }): Promise<Engine> => {
    const { secretsInfo, ...facts } = host;
    secrets = new RemoteSecretStore(link, secretsInfo);
    const log = (message: string, error?: unknown) => console.error(message, error ?? '');
    const events = hostEvents(event => link.postMessage(event));
    return startEngine({ ...facts, ...events, secrets }, { validateOutputs: development, redis, log });
  };

  link.on('message', ({ data, ports: [port] }) => {
    switch (data.type) {
      case 'start':
        engine ??= start(data);
        // Without an engine there is nothing to do here; main hears of the exit, and tries again.
        engine.catch((error: unknown) => {
          console.error('The engine could not start:', error);
          exit(1);
        });
        return;
      case 'page':
        if (engine && port)
          engine.then(running => running.serve(messagePortChannel(port))).catch(() => port.close());
        else port?.close();
        return;
      case 'open':
        engine?.then(running => running.open(data.request)).catch(() => {});
        return;
      case 'answer':
        secrets?.receive(data);
        return;
      case 'stop':
        void Promise.resolve(engine)
          .then(running => running?.close())
          .finally(() => {
            link.postMessage({ type: 'stopped' });
            exit(0);
          });
        return;
    }
  });
}
