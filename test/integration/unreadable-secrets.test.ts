import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MillraceError } from '#shared/rpc/errors.ts';
import { MemorySecretStore } from '#engine/host-services.ts';
import { openTestPage, startTestEngine } from '../support/engine-client.ts';
import { startRedisServer, type TestServer } from '../support/redis-server.ts';

let redis: TestServer;
let folder: string;
beforeAll(async () => {
  redis = await startRedisServer(['--requirepass', 'kept']);
  folder = mkdtempSync(join(tmpdir(), 'millrace-unreadable-'));
});
afterAll(async () => {
  await redis.stop();
  rmSync(folder, { recursive: true });
});

test('a keychain that was reset keeps no engine from starting: the one profile asks for its password again', async () => {
  const profile = (id: string) => ({
    id,
    name: id,
    color: 1,
    environment: 'local',
    target: redis.target(),
  });
  const content = { version: 2, profiles: [profile('lost'), profile('kept')], open: ['lost', 'kept'] };
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(content));
  const secrets = new MemorySecretStore();
  await secrets.set('connection lost', 'kept');
  await secrets.set('connection kept', 'kept');
  const readable = secrets.get.bind(secrets);
  let isReset = true;
  secrets.get = async name => {
    if (isReset && name === 'connection lost') throw new MillraceError('denied', 'the key is another one');
    return readable(name);
  };
  const engine = await startTestEngine(folder, { secrets });
  const page = await openTestPage(engine);
  let reason = '';
  for await (const { open, withPassword } of page.client.connections.watch()) {
    const [lost, kept] = ['lost', 'kept'].map(id => open.find(({ profileId }) => profileId === id)?.state);
    if (lost?.state !== 'failed' || kept?.state !== 'ready' || withPassword.includes('lost')) continue;
    ({ reason } = lost);
    expect(withPassword).toEqual(['kept']);
    break;
  }
  expect(reason).toMatch(/password.*cannot be read: the key is another one.*enter the password again/);

  isReset = false;
  const draft = { name: 'lost', color: 1, environment: 'local' as const, target: redis.target() };
  await page.client.connections.save({ id: 'lost', draft, password: 'kept' });
  for await (const { open } of page.client.connections.watch())
    if (open.find(({ profileId }) => profileId === 'lost')?.state.state === 'ready') break;
  page.close();
  await engine.close();
});
