import type { Engine } from '#engine/engine.ts';
import { startEngine } from '#engine/engine.ts';
import { RemoteSecretStore, type HostFacts, type Link } from './host-link.ts';
import { messagePortChannel } from './message-port-channel.ts';

/** Runs an engine at the far end of a link to Electron's main process: starts it, hands it pages, stops it. */
export function runEngineProcess(link: Link, exit: () => void): void {
  let engine: Promise<Engine> | undefined;
  let secrets: RemoteSecretStore | undefined;

  const start = ({ secretsInfo, ...host }: HostFacts, development: boolean): Promise<Engine> => {
    secrets = new RemoteSecretStore(link, secretsInfo);
    const log = (message: string, error?: unknown) => console.error(message, error ?? '');
    return startEngine({ ...host, secrets }, { validateOutputs: development, log });
  };

  link.on('message', ({ data, ports: [port] }) => {
    switch (data.type) {
      case 'start':
        engine ??= start(data.host, data.development);
        return;
      case 'page':
        if (port) void engine?.then(running => running.serve(messagePortChannel(port)));
        return;
      case 'answer':
        secrets?.receive(data);
        return;
      case 'stop':
        void Promise.resolve(engine)
          .then(running => running?.close())
          .finally(() => {
            link.postMessage({ type: 'stopped' });
            exit();
          });
        return;
    }
  });
}
