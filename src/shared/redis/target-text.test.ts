import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { targetSchema } from './target.ts';
import { emptyTarget } from './target-parts.ts';
import { addressText, formatTarget, parseTargetText } from './target-text.ts';

function read(text: string) {
  const parsed = parseTargetText(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed;
}

function problem(text: string): string {
  const parsed = parseTargetText(text);
  if (parsed.ok) throw new Error(`accepted: ${JSON.stringify(parsed)}`);
  return parsed.problem;
}

const tcp = (host: string, port = 6379) => ({ kind: 'tcp', host, port }) as const;
const tls = { ca: '', cert: '', key: '', serverName: '', verify: true };

describe('URLs', () => {
  it('reads every part', () => {
    expect(read('redis://ana:s3cret@db.example.org:7001/3')).toEqual({
      ok: true,
      target: emptyTarget(tcp('db.example.org', 7001), { username: 'ana', db: 3 }),
      password: 's3cret',
      notes: [],
    });
  });

  it('fills in what is left out', () => {
    expect(read('redis://').target.address).toEqual(tcp('127.0.0.1'));
    expect(read('redis://cache').target.address).toEqual(tcp('cache'));
    expect(read('  redis://:6380@h  ').password).toBe('6380');
  });

  it('reads percent-encoding, also a colon and an @ in a password', () => {
    expect(read('redis://a%40b:p%3A%2F%25@h').target.username).toBe('a@b');
    expect(read('redis://a:p%3A%2F%25@h').password).toBe('p:/%');
    expect(read('redis://a:p@ss:word@h').password).toBe('p@ss:word');
  });

  it('says so when a user name could be meant as a password', () => {
    const parsed = read('redis://secret@h');
    expect(parsed.target.username).toBe('secret');
    expect(parsed.notes[0]).toContain('read as the user name');
  });

  it('reads IPv6', () => {
    expect(read('redis://[::1]:6380/1').target.address).toEqual(tcp('::1', 6380));
    expect(read('redis://[fe80::1%eth0]').target.address).toEqual(tcp('fe80::1%eth0'));
  });

  it('switches TLS on for rediss', () => {
    expect(read('rediss://h').target.tls).toEqual(tls);
    expect(read('rediss://h?ssl_cert_reqs=none').target.tls).toEqual({ ...tls, verify: false });
    expect(read('redis://h').target.tls).toBeNull();
  });

  it('reads sockets', () => {
    expect(read('redis-socket:///run/redis%20a.sock?db=2').target).toEqual(
      emptyTarget({ kind: 'socket', path: '/run/redis a.sock' }, { db: 2 }),
    );
    expect(read('unix://user:pw@/tmp/r.sock')).toMatchObject({
      password: 'pw',
      target: { username: 'user' },
    });
    expect(read('/var/run/redis.sock').target.address).toEqual({
      kind: 'socket',
      path: '/var/run/redis.sock',
    });
  });

  it('reads the time-outs', () => {
    expect(read('redis://h?socket_timeout=2.5&socket_connect_timeout=1')).toMatchObject({
      target: { commandTimeoutMs: 2_500, connectTimeoutMs: 1_000 },
      notes: [],
    });
    expect(problem('redis://h?socket_timeout=0')).toContain('0.1 to 3600 seconds');
  });

  it('names a parameter that it leaves out', () => {
    expect(read('redis://h?protocol=3').notes).toEqual(['The parameter "protocol" was left out.']);
  });

  it.each([
    ['redis://h:0', 'from 1 to 65535'],
    ['redis://h:65536', 'from 1 to 65535'],
    ['redis://h:', 'from 1 to 65535'],
    ['redis://h:6379x', 'from 1 to 65535'],
    ['redis://h:6379/abc', 'A database is a number'],
    ['redis://h/-1', 'A database is a number'],
    ['http://h:6379', 'Allowed are redis://'],
    ['redis://::1', 'in brackets'],
    ['redis://[nonsense]', 'not an IPv6 address'],
    ['redis://a b', 'may not be in one'],
    ['redis://host:63:79', 'more than one colon'],
    ['redis://:%zz@h', 'percent-encoded'],
    ['redis-socket://tmp/r.sock', 'absolute path'],
    ['', 'Nothing to read'],
    ['connect to my server', 'is not an address'],
    [':6379', 'The host is missing'],
  ])('refuses %s', (text, part) => {
    expect(problem(text)).toContain(part);
  });
});

describe('redis-cli lines', () => {
  it('reads host, port, database and login', () => {
    expect(read('redis-cli -h cache.local -p 6390 -n 4 --user bob --pass "two words"')).toEqual({
      ok: true,
      target: emptyTarget(tcp('cache.local', 6390), { username: 'bob', db: 4 }),
      password: 'two words',
      notes: [],
    });
    expect(read(`$ redis-cli -a 'it'"'"'s' -p 7000`)).toMatchObject({
      password: "it's",
      target: { address: tcp('127.0.0.1', 7000) },
    });
    expect(read('REDISCLI_AUTH=pw /usr/local/bin/redis-cli').password).toBe('pw');
    expect(read('valkey-cli -h ::1').target.address).toEqual(tcp('::1'));
  });

  it('reads TLS', () => {
    const line =
      'redis-cli --tls --cacert ca.pem --cert me.pem --key me.key --sni db.example.org --insecure -h h';
    expect(read(line).target.tls).toEqual({
      ca: 'ca.pem',
      cert: 'me.pem',
      key: 'me.key',
      serverName: 'db.example.org',
      verify: false,
    });
  });

  it('reads a socket and a URL', () => {
    expect(read('redis-cli -s /tmp/r.sock').target.address).toEqual({ kind: 'socket', path: '/tmp/r.sock' });
    expect(read('redis-cli -u rediss://u:p@h:1/2 --insecure')).toMatchObject({
      password: 'p',
      target: { address: tcp('h', 1), db: 2, username: 'u', tls: { verify: false } },
    });
  });

  it('reads over several lines and leaves the command out', () => {
    const parsed = read('redis-cli -h h \\\n  -c --raw -r 3 GET key');
    expect(parsed.target.address).toEqual(tcp('h'));
    expect(parsed.notes).toEqual(['The command after the options (GET) was left out.']);
  });

  it.each([
    ['redis-cli -p 99999', 'from 1 to 65535'],
    ['redis-cli -p', '-p needs a value'],
    ['redis-cli -h "a', 'not closed'],
    ['redis-cli -n x', 'A database is a number'],
    ['redis-cli -Z', 'not an option of redis-cli'],
    ['redis-cli --tls --cert a.pem', 'both --cert and --key'],
    ['redis-cli -u ftp://h', 'Allowed are redis://'],
  ])('refuses %s', (line, part) => {
    expect(problem(line)).toContain(part);
  });
});

describe('formatting', () => {
  const host = fc.oneof(
    fc.domain(),
    fc.ipV4(),
    fc.ipV6().filter(ip => !ip.includes('.')),
  );
  const anyTarget = fc
    .record({
      address: fc.oneof(
        fc.record({ kind: fc.constant('tcp' as const), host, port: fc.integer({ min: 1, max: 65_535 }) }),
        fc.record({
          kind: fc.constant('socket' as const),
          path: fc.webPath().map(path => `/run${path}/a b?#%`),
        }),
      ),
      username: fc.string({ unit: 'grapheme' }),
      db: fc.nat(100),
      secure: fc.boolean(),
    })
    .map(({ address, username, db, secure }) =>
      emptyTarget(address, { username, db, tls: secure && address.kind === 'tcp' ? tls : null }),
    );

  it('reads back as the same target', () => {
    fc.assert(
      fc.property(anyTarget, target => {
        expect(read(formatTarget(target)).target).toEqual(target);
      }),
    );
  });

  it('only ever answers targets of the contract, or a sentence', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map(rest => `redis://${rest}`),
        ),
        text => {
          const parsed = parseTargetText(text);
          if (!parsed.ok) expect(parsed.problem).toMatch(/\.$/);
          else expect(targetSchema.safeParse(parsed.target).success).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('writes addresses for people', () => {
    expect(addressText(tcp('::1'))).toBe('[::1]:6379');
    expect(addressText(tcp('h', 1))).toBe('h:1');
    expect(addressText({ kind: 'socket', path: '/r.sock' })).toBe('/r.sock');
  });
});
