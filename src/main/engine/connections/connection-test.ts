import { isIP } from 'node:net';
import { connectStages, type ConnectionTestResult, type ConnectStage } from '#shared/contract/connections.ts';
import type { Target } from '#shared/redis/target.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { RedisClient } from './redis-client.ts';
import { readServerFacts } from './server-facts.ts';

/** A person waits for a test. */
const ANSWER_MS = 5_000;

/** Tries a target once, without keeping anything, and says at which stage it fails. */
export async function testConnection(
  target: Target,
  password: string | undefined,
  signal: AbortSignal,
): Promise<ConnectionTestResult> {
  let client: RedisClient;
  try {
    const commandTimeoutMs = Math.min(target.commandTimeoutMs, target.connectTimeoutMs, ANSWER_MS);
    client = await RedisClient.open({ ...target, commandTimeoutMs }, { purpose: 'test', password, signal });
  } catch (error) {
    if (!(error instanceof MillraceError) || error.code !== 'connect-failed') throw error;
    const { stage, raw } = error.detail as { stage: ConnectStage; raw: string };
    return { ok: false, stage, unused: unusedStages(target, password), message: error.message, raw };
  }
  try {
    const server = await readServerFacts(client);
    const startedAt = performance.now();
    await client.call('PING').catch(() => {});
    return {
      ok: true,
      rttMs: performance.now() - startedAt,
      server,
      warnings: warningsFor(target, password),
    };
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    const message = `The server answered PING, and then nothing more. ${error.message}`;
    return {
      ok: false,
      stage: 'protocol',
      unused: unusedStages(target, password),
      message,
      raw: error.message,
    };
  } finally {
    client.close();
  }
}

function unusedStages({ address, tls, db }: Target, password: string | undefined): ConnectStage[] {
  const unused: Partial<Record<ConnectStage, boolean>> = {
    dns: address.kind === 'socket' || isIP(address.host) !== 0,
    tls: tls === null,
    auth: password === undefined || password === '',
    select: db === 0,
  };
  return connectStages.filter(stage => unused[stage]);
}

function warningsFor(target: Target, password: string | undefined): string[] {
  const warnings: string[] = [];
  const { address } = target;
  const local = address.kind === 'socket' || /^(127\.|::1$|localhost$)/.test(address.host);
  if (target.tls && !target.tls.verify) {
    warnings.push('The certificate is not verified: anyone in between can read and change the traffic.');
  }
  if (!target.tls && !local && password)
    warnings.push('The password and all data travel in plain text: TLS is off.');
  return warnings;
}
