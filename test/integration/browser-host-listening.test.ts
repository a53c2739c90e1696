import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startBrowserHost, type BrowserHost } from '../support/browser-host.ts';
import { runCommand } from '../support/command-line.ts';

/** Where the browser host listens, and under which names it answers. */
let host: BrowserHost | undefined;
afterEach(async () => {
  await host?.stop();
  host = undefined;
});

/** The status of a request under a name, to the port of the host. */
function ask(
  name: string,
  { body, scheme = 'http' }: { body?: string; scheme?: string } = {},
): Promise<number> {
  const headers = { Host: name, ...(body === undefined ? {} : { Origin: `${scheme}://${name}` }) };
  const [method, path] = body === undefined ? ['GET', '/'] : ['POST', '/session'];
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: host!.port, method, path, headers }, response => {
      response.resume();
      resolve(response.statusCode!);
    })
      .on('error', reject)
      .end(body);
  });
}

test('--host listens for other machines: it warns, wants the token, and answers to no name of somebody else', async () => {
  host = await startBrowserHost(['--host', '0.0.0.0']);
  expect(host.log()).toMatch(
    /^Warning: Millrace listens on 0\.0\.0\.0\. Anyone who reaches it and has the token/,
  );
  expect(new URL(host.url).hostname).toBe('localhost');
  expect(await ask('192.168.1.20:8080')).toBe(200);
  expect(await ask('evil.example:8080')).toBe(403);
  expect(await ask('localhost:9000', { body: 'wrong' })).toBe(401);
  expect(await ask('localhost:9000', { body: host.token })).toBe(200);
});

test('--name is for a proxy in front, which may speak TLS', async () => {
  host = await startBrowserHost(['--name', 'millrace.lan']);
  expect(host.log()).toBe('');
  expect(await ask('millrace.lan')).toBe(200);
  expect(await ask('millrace.lan', { body: host.token, scheme: 'https' })).toBe(200);
  expect(await ask('192.168.1.20:8080')).toBe(403);
});

test('behind ssh -L it is known by its own names, whatever port they have there; a browser leaves port 80 out', async () => {
  host = await startBrowserHost();
  for (const name of ['localhost:9000', '127.0.0.1:9000', '127.0.0.1', 'localhost']) {
    expect(await ask(name)).toBe(200);
    expect(await ask(name, { body: host.token })).toBe(200);
  }
  expect(await ask('192.168.1.20:9000')).toBe(403);
});

test('MILLRACE_TOKEN is the token, and none that could be guessed', async () => {
  const token = 'x'.repeat(32);
  host = await startBrowserHost([], { MILLRACE_TOKEN: token });
  expect(host.token).toBe(token);
  const { code, stderr } = await runCommand(['serve', '--json'], { MILLRACE_TOKEN: 'short' });
  expect(code).toBe(1);
  expect(stderr).toContain('MILLRACE_TOKEN is 32 to 200 letters');
});

test('an address that is not one of this machine is named', async () => {
  const home = await mkdtemp(join(tmpdir(), 'millrace-home-'));
  const { code, stderr } = await runCommand(['serve', '--json', '--host', '192.0.2.1'], {
    MILLRACE_HOME: home,
    MILLRACE_DISCOVERY_PORTS: '',
  });
  await rm(home, { recursive: true, force: true });
  expect(code).toBe(1);
  expect(stderr).toContain('192.0.2.1 is not an address of this machine.');
});
