import { describe, expect, it } from 'vitest';
import { draftOf, passwordOf } from './form-draft.ts';
import { emptyForm, formOfProfile } from './form-state.ts';

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
