import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { profileDraftSchema } from '#shared/contract/connections.ts';
import { accessTo, noSecrets } from '#engine/connections/connection-secrets.ts';
import { Profiles } from '#engine/connections/profiles.ts';
import { MemorySecretStore } from '#engine/host-services.ts';
import { isSameMark, markOf } from '#engine/settings/process-mark.ts';
import { SettingsStore } from '#engine/settings/settings-store.ts';
import { persistently } from '#engine/settings/versioned-file.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'millrace-settings-'))));
afterEach(() => rmSync(folder, { recursive: true }));
const path = () => join(folder, 'settings.json');

const draft = profileDraftSchema.parse({
  name: 'orders',
  color: 2,
  environment: 'production',
  target: { address: { kind: 'tcp', host: 'redis.example.org', port: 6380 } },
});

describe('settings', () => {
  test('survive a restart', async () => {
    const store = await SettingsStore.open(folder);
    await store.updateSettings({ theme: 'light' });
    await store.close();
    const again = await SettingsStore.open(folder);
    expect(again.settings).toMatchObject({ theme: 'light', feedMaxRows: 1_000_000 });
    expect(again.state().readOnly).toBeNull();
    await again.close();
  });

  test('of a newer version are not read, not written, and it says so', async () => {
    writeFileSync(path(), JSON.stringify({ version: 99, settings: { theme: 'light' } }));
    const store = await SettingsStore.open(folder);
    expect(store.settings.theme).toBe('system');
    expect(store.state().readOnly).toMatch(/newer Millrace/);
    await store.updateSettings({ theme: 'dark' });
    expect(store.settings.theme).toBe('dark');
    await store.close();
    expect(JSON.parse(readFileSync(path(), 'utf8'))).toMatchObject({ version: 99 });
  });

  test('of version 1 keep their filters: what was called regex is called re2', async () => {
    const savedFilters = [
      { language: 'regex', text: '^a' },
      { language: 'cel', text: 'event.a == 1' },
    ];
    writeFileSync(path(), JSON.stringify({ version: 1, settings: { savedFilters } }));
    const store = await SettingsStore.open(folder);
    expect(store.settings.savedFilters).toEqual([{ language: 're2', text: '^a' }, savedFilters[1]]);
    expect(store.state().readOnly).toBeNull();
    await store.close();
  });

  test.each(['{', '[]', '{"version":1,"profiles":"none"}'])(
    'that are damaged (%s) are kept as they are',
    async content => {
      writeFileSync(path(), content);
      const store = await SettingsStore.open(folder);
      expect(store.state().readOnly).toMatch(/settings\.json/);
      await store.updateSettings({ theme: 'dark' });
      await store.close();
      expect(readFileSync(path(), 'utf8')).toBe(content);
    },
  );

  test('keep what a newer Millrace of their version has added', async () => {
    const target = { address: { kind: 'tcp', host: 'a', port: 1 } };
    const profile = { id: 'p', name: 'p', color: 1, environment: 'local', target, icon: 'moon' };
    writeFileSync(
      path(),
      JSON.stringify({
        version: 2,
        settings: { theme: 'light', sound: 'on' },
        profiles: [profile],
        dashboards: [1],
      }),
    );
    const store = await SettingsStore.open(folder);
    await store.updateSettings({ utc: true });
    await store.close();
    expect(JSON.parse(readFileSync(path(), 'utf8'))).toMatchObject({
      settings: { theme: 'light', sound: 'on', utc: true },
      profiles: [{ icon: 'moon' }],
      dashboards: [1],
    });
  });

  test('are written when there is room again', async () => {
    const store = await SettingsStore.open(folder);
    // As a full disk, for whoever runs it: root is refused nothing.
    mkdirSync(join(path(), 'in the way'), { recursive: true });
    await store.updateSettings({ theme: 'dark' });
    expect(store.state().readOnly).toMatch(/cannot be written/);
    expect(readdirSync(folder).filter(name => name.endsWith('.new'))).toEqual([]);
    rmSync(path(), { recursive: true });
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    try {
      await store.updateSettings({ utc: true });
    } finally {
      vi.useRealTimers();
    }
    expect(store.state().readOnly).toBeNull();
    expect(JSON.parse(readFileSync(path(), 'utf8'))).toMatchObject({
      settings: { theme: 'dark', utc: true },
    });
    await store.close();
  });

  test('try to be written again by themselves', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const store = await SettingsStore.open(folder);
      mkdirSync(join(path(), 'in the way'), { recursive: true });
      await store.updateSettings({ theme: 'dark' });
      rmSync(path(), { recursive: true });
      const written = new Promise<void>(resolve => store.changes.subscribe(resolve));
      vi.advanceTimersByTime(5_000);
      await written;
      expect(store.state().readOnly).toBeNull();
      await store.close();
    } finally {
      vi.useRealTimers();
    }
    expect(JSON.parse(readFileSync(path(), 'utf8'))).toMatchObject({ settings: { theme: 'dark' } });
  });

  test('are in a folder of their user alone, without what a killed Millrace left half written', async () => {
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, 'settings.json.2147483646.new'), '{');
    mkdirSync(join(folder, 'pipelines'));
    writeFileSync(join(folder, 'pipelines/a.json.2147483646.new'), '{');
    writeFileSync(join(folder, `secrets.json.${process.ppid}.new`), '{');
    const store = await SettingsStore.open(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder).sort()).toEqual(['lock', 'pipelines', `secrets.json.${process.ppid}.new`]);
    expect(readdirSync(join(folder, 'pipelines'))).toEqual([]);
    await store.close();
  });

  test('belong to one Millrace at a time; a lock left behind by a killed one is taken', async () => {
    writeFileSync(join(folder, 'lock'), String(process.ppid));
    const second = await SettingsStore.open(folder);
    expect(second.state().readOnly).toContain(String(process.ppid));
    await second.updateSettings({ theme: 'dark' });
    expect(existsSync(path())).toBe(false);
    await second.close();
    expect(existsSync(join(folder, 'lock'))).toBe(true);

    writeFileSync(join(folder, 'lock'), '2147483646');
    const third = await SettingsStore.open(folder);
    expect(third.state().readOnly).toBeNull();
    await third.close();
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });
});

describe('a lock', () => {
  const lock = () => join(folder, 'lock');
  /** Lives as long as the test, and is no Millrace. */
  async function withNeighbour(test: (pid: number) => Promise<void>) {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log(1)']);
    await once(child.stdout, 'data');
    try {
      await test(child.pid!);
    } finally {
      child.kill();
    }
  }

  test('of a process whose id another one has now is taken', () =>
    withNeighbour(async pid => {
      writeFileSync(lock(), `${pid}\na-boot-before-this-one 17`);
      const store = await SettingsStore.open(folder);
      expect(store.state().readOnly).toBeNull();
      expect(readFileSync(lock(), 'utf8').split('\n')).toEqual([String(process.pid), markOf(process.pid)]);
      await store.close();
    }));

  test('of a living Millrace is respected', () =>
    withNeighbour(async pid => {
      writeFileSync(lock(), `${pid}\n${markOf(pid)}`);
      const store = await SettingsStore.open(folder);
      expect(store.state().readOnly).toContain(String(pid));
      await store.close();
    }));
});

test('a file that a virus scanner has open is written when it lets go; any other refusal is told at once', async () => {
  let tries = 0;
  const refuse = (code: string, times: number) => async () => {
    if (++tries <= times) throw Object.assign(new Error(code), { code });
  };
  await persistently(refuse('EPERM', 3), [1, 1, 1, 1]);
  expect(tries).toBe(4);
  tries = 0;
  await expect(persistently(refuse('EBUSY', 9), [1, 1])).rejects.toThrow('EBUSY');
  expect(tries).toBe(3);
  tries = 0;
  await expect(persistently(refuse('ENOSPC', 9), [1, 1])).rejects.toThrow('ENOSPC');
  expect(tries).toBe(1);
});

test('processes are told apart by when they started, also where a clock says it', () => {
  expect(isSameMark('boot 17', 'boot 17')).toBe(true);
  expect(isSameMark('boot 17', 'boot 18')).toBe(false);
  expect(isSameMark('1700000000000', '1700000000900')).toBe(true);
  expect(isSameMark('1700000000000', '1700000060000')).toBe(false);
});

describe('profiles', () => {
  test('are kept without their passwords', async () => {
    const store = await SettingsStore.open(folder);
    const secrets = new MemorySecretStore();
    const profiles = await Profiles.load(store, secrets);
    const { id } = await profiles.save(undefined, draft, 's3cret-word');
    expect(profiles.withPassword).toEqual([id]);
    expect(readFileSync(path(), 'utf8')).not.toContain('s3cret-word');
    expect(await profiles.password(id)).toBe('s3cret-word');

    await profiles.save(id, { ...draft, name: 'renamed' }, undefined);
    expect(profiles.get(id).name).toBe('renamed');
    expect(await profiles.password(id)).toBe('s3cret-word');
    await profiles.save(id, draft, null);
    expect(await profiles.password(id)).toBeUndefined();

    await profiles.remove(id);
    expect(() => profiles.get(id)).toThrow(/no longer saved/);
    await store.close();
  });

  test('are kept without a TLS key that was pasted; a path stays', async () => {
    const store = await SettingsStore.open(folder);
    const profiles = await Profiles.load(store, new MemorySecretStore());
    // openssl pkcs12 writes lines before it.
    const key = 'Bag Attributes\n-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----';
    const withKey = (text: string) => ({
      ...draft,
      target: {
        ...draft.target,
        tls: { ca: '', cert: '/cert.pem', key: text, serverName: '', verify: true },
      },
    });
    const { id } = await profiles.save(undefined, withKey(key), undefined);
    expect(JSON.stringify(profiles.all)).not.toContain('secret');
    expect(readFileSync(path(), 'utf8')).not.toContain('PRIVATE KEY');
    const { target } = profiles.get(id);
    expect(accessTo(target, await profiles.secrets(id)).target.tls?.key).toBe(key);
    // Saved again as the page has it, the key stays.
    await profiles.save(id, { ...profiles.get(id), name: 'renamed' }, undefined);
    expect(accessTo(target, await profiles.secrets(id)).target.tls?.key).toBe(key);
    expect(() => accessTo(target, noSecrets)).toThrow(/paste the key again/);
    await profiles.save(id, withKey('/key.pem'), undefined);
    expect(accessTo(profiles.get(id).target, noSecrets).target.tls?.key).toBe('/key.pem');
    expect((await profiles.secrets(id)).tlsKey).toBeUndefined();
    await store.close();
  });

  test('with a pasted key of an earlier version are mended where secrets last', async () => {
    const key = '-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----';
    const before = await SettingsStore.open(folder);
    const tls = { ca: '', cert: '/cert.pem', key, serverName: '', verify: true };
    await before.setProfiles([{ ...draft, id: 'old', target: { ...draft.target, tls } }]);
    await before.close();
    const store = await SettingsStore.open(folder);
    await Profiles.load(store, new MemorySecretStore());
    expect(readFileSync(path(), 'utf8')).toContain('PRIVATE KEY');
    const refusing = Object.assign(new MemorySecretStore(), {
      info: { persistent: true, where: 'a test' },
      set: () => Promise.reject(new Error('denied')),
    });
    expect((await Profiles.load(store, refusing)).all).toHaveLength(1);
    expect(readFileSync(path(), 'utf8')).toContain('PRIVATE KEY');
    const lasting = Object.assign(new MemorySecretStore(), { info: { persistent: true, where: 'a test' } });
    const profiles = await Profiles.load(store, lasting);
    expect(readFileSync(path(), 'utf8')).not.toContain('PRIVATE KEY');
    expect((await profiles.secrets('old')).tlsKey).toBe(key);
    await store.close();
  });

  test('keep their order when one is changed, and temporary ones are not written', async () => {
    const store = await SettingsStore.open(folder);
    const profiles = await Profiles.load(store, new MemorySecretStore());
    const [first] = [
      await profiles.save(undefined, draft, undefined),
      await profiles.save(undefined, { ...draft, name: 'b' }, undefined),
    ];
    profiles.addTemporary({ ...draft, name: 'sandbox' });
    await profiles.save(first.id, { ...draft, name: 'a' }, undefined);
    expect(profiles.all.map(({ name }) => name)).toEqual(['a', 'b', 'sandbox']);
    await store.close();
    expect(
      (await Profiles.load(await SettingsStore.open(folder), new MemorySecretStore())).all.map(
        ({ name }) => name,
      ),
    ).toEqual(['a', 'b']);
  });
});
