import { describe, expect, it } from 'vitest';
import type { Profile } from '#shared/contract/connections.ts';
import { draftOf, passwordOf } from './form-draft.ts';
import { emptyForm, formOfProfile, withTarget } from './form-state.ts';

const form = { ...emptyForm, name: 'local' };

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
