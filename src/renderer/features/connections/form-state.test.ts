import { describe, expect, it } from 'vitest';
import type { Profile } from '#shared/contract/connections.ts';
import { draftOf, emptyForm, formOfProfile, passwordOf, withTarget } from './form-state.ts';

const form = { ...emptyForm, name: 'local' };

describe('draft', () => {
  it('is what was typed', () => {
    expect(draftOf({ ...form, host: ' cache ', port: '6380', db: '2', connectSeconds: '2.5' })).toEqual({
      draft: {
        name: 'local',
        color: 1,
        environment: 'local',
        target: {
          address: { kind: 'tcp', host: 'cache', port: 6380 },
          username: '',
          db: 2,
          tls: null,
          connectTimeoutMs: 2_500,
          commandTimeoutMs: 30_000,
        },
      },
    });
  });

  it('names every field that is wrong at once', () => {
    const result = draftOf({ ...emptyForm, host: '', port: '65536', db: '-1', commandSeconds: '' });
    expect(result).toEqual({
      problems: {
        name: 'Enter a name.',
        host: 'The host is missing.',
        port: 'A port is a number from 1 to 65535.',
        db: 'A database is a number from 0.',
        commandSeconds: 'From 0.1 to 3600 seconds.',
      },
    });
  });

  it('wants a key with a client certificate', () => {
    expect(draftOf({ ...form, tls: true, cert: 'a.pem' })).toHaveProperty('problems.key');
  });

  it('has no TLS on a socket', () => {
    const result = draftOf({ ...form, kind: 'socket', path: '/r.sock', tls: true });
    expect(result).toHaveProperty('draft.target.tls', null);
  });

  it('survives the way to a profile and back', () => {
    const filled = { ...form, tls: true, ca: 'ca.pem', verify: false, username: 'ana', color: 3 };
    const result = draftOf(filled);
    if (!('draft' in result)) throw new Error('refused');
    expect(formOfProfile({ ...result.draft, id: 'x' })).toEqual(filled);
  });
});

it('keeps, replaces or deletes a password', () => {
  expect(passwordOf(form)).toBeUndefined();
  expect(passwordOf({ ...form, password: 'pw', forgetPassword: true })).toBe('pw');
  expect(passwordOf({ ...form, forgetPassword: true })).toBeNull();
});

it('takes over a pasted address and keeps the rest', () => {
  const result = draftOf(form);
  if (!('draft' in result)) throw new Error('refused');
  const { target } = result.draft;
  expect(withTarget({ ...form, color: 5 }, target, 'pw')).toMatchObject({
    color: 5,
    name: 'local',
    password: 'pw',
  });
});

describe('a pasted address', () => {
  const draft = { name: 'saved', color: 1, environment: 'local' };
  const target = (host: string, username = '') => ({
    address: { kind: 'tcp' as const, host, port: 6379 },
    username,
    db: 0,
    tls: null,
    connectTimeoutMs: 10_000,
    commandTimeoutMs: 30_000,
  });

  it('of another server is not given the password of the one before, typed or stored', () => {
    const first = withTarget(emptyForm, target('one'), 'secret');
    expect(first.password).toBe('secret');
    const second = withTarget({ ...first, cert: 'a.pem', key: 'a.key' }, target('two'), null);
    expect(second).toMatchObject({ host: 'two', password: '', cert: '', key: '' });
    // Null deletes what is stored for the profile; undefined would send it to the other server.
    expect(passwordOf(second)).toBeNull();
  });

  it('is not what opens the form of a saved connection: its password stays', () => {
    const profile = { ...draft, id: 'a', target: target('saved') };
    expect(passwordOf(formOfProfile(profile as Profile))).toBeUndefined();
  });

  it('of the same server keeps it', () => {
    const first = withTarget(emptyForm, target('one'), 'secret');
    expect(passwordOf(withTarget(first, target('one', 'alice'), null))).toBe('secret');
  });
});
