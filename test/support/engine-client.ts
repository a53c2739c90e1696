import { MessageChannel } from 'node:worker_threads';
import { contract } from '#shared/contract/index.ts';
import { connect, type Connected } from '#shared/rpc/client.ts';
import { streamsOf } from '#shared/rpc/define.ts';
import { MemorySecretStore, type SecretStore } from '#engine/host-services.ts';
import { startEngine, type Engine, type EngineOptions } from '#engine/engine.ts';
import { MessagePortChannel } from '../../src/renderer/lib/message-port-channel.ts';

/** An engine in the test's own process. */
export async function startTestEngine(
  settingsFolder: string,
  { secrets = new MemorySecretStore(), ...options }: EngineOptions & { secrets?: SecretStore } = {},
): Promise<Engine> {
  const host = { kind: 'browser', version: '0.0.0', fallback: null, settingsFolder, secrets } as const;
  return startEngine(host, { validateOutputs: true, ...options });
}

/** A page of it. */
export function openTestPage(engine: Engine): Promise<Connected<typeof contract>> {
  const { port1, port2 } = new MessageChannel();
  engine.serve(new MessagePortChannel(port2 as unknown as MessagePort));
  return connect(streamsOf(contract), new MessagePortChannel(port1 as unknown as MessagePort), {});
}
