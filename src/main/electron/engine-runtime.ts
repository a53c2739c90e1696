import type { Engine } from '#engine/engine.ts';
import { startEngine } from '#engine/engine.ts';
import { RemoteSecretStore, type HostFacts, type Link } from './host-link.ts';
import { messagePortChannel } from './message-port-channel.ts';

/** Runs an engine at the far end of a link to Electron's main process: starts it, hands it pages, stops it. */
export function runEngineProcess(link: Link, exit: (code: number) => void): void {
  let engine: Promise<Engine> | undefined;
  let secrets: RemoteSecretStore | undefined;

  const start = ({ secretsInfo, ...host }: HostFacts, development: boolean): Promise<Engine> => {
    secrets = new RemoteSecretStore(link, secretsInfo);
    const log = (message: string, error?: unknown) => console.error(message, error ?? '');
    const pipelinesRunning = (running: number) => link.postMessage({ type: 'pipelines', running });
    return startEngine({ ...host, secrets, pipelinesRunning }, { validateOutputs: development, log });
  };

  link.on('message', ({ data, ports: [port] }) => {
    switch (data.type) {
      case 'start':
        engine ??= start(data.host, data.development);
        // Without an engine there is nothing to do here; main hears of the exit, and tries again.
        engine.catch((error: unknown) => {
          console.error('The engine could not start:', error);
          exit(1);
        });
        return;
      case 'page':
        if (port) engine?.then(running => running.serve(messagePortChannel(port))).catch(() => port.close());
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
