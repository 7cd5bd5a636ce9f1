import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { forgetAddress, forgetSearch, forgetSearches, readMemory, rememberSearch, saveAddress } from './browser-memory';

const failed = { name: 'Failed logins', href: '/audit?q=outcome:failure' };

beforeEach(() => vi.stubGlobal('window', { localStorage: storageInMemory() }));
afterEach(() => vi.unstubAllGlobals());

describe('a browser that stores', () => {
  test('keeps addresses by name, newest first, each name and each address once', () => {
    saveAddress('u_1', failed);
    saveAddress('u_1', { name: 'Today', href: '/' });
    saveAddress('u_1', { name: 'Failed logins', href: '/audit?q=action:login' });
    saveAddress('u_1', { name: 'Start', href: '/' });
    expect(readMemory('u_1').saved).toEqual([
      { name: 'Start', href: '/' },
      { name: 'Failed logins', href: '/audit?q=action:login' },
    ]);
    forgetAddress('u_1', '/');
    expect(readMemory('u_1').saved.map(({ name }) => name)).toEqual(['Failed logins']);
  });

  test('keeps the last dozen searches, each once', () => {
    for (let n = 0; n < 20; n++) rememberSearch('u_1', `actor:u_${n}`);
    rememberSearch('u_1', 'actor:u_15');
    const { recent } = readMemory('u_1');
    expect([recent.length, recent[0], recent[1], new Set(recent).size]).toEqual([12, 'actor:u_15', 'actor:u_19', 12]);
    forgetSearch('u_1', 'actor:u_15');
    expect(readMemory('u_1').recent).not.toContain('actor:u_15');
  });

  test('shows nobody what another person keeps', () => {
    saveAddress('u_1', failed);
    rememberSearch('u_1', 'actor:u_9');
    expect(readMemory('u_2')).toEqual({ saved: [], recent: [] });
  });

  test('forgets the searches of all when somebody leaves, and nothing that is not ours', () => {
    saveAddress('u_1', failed);
    rememberSearch('u_1', 'actor:u_9');
    window.localStorage.setItem('other', 'actor:u_9');
    forgetSearches();
    expect(readMemory('u_1')).toEqual({ saved: [failed], recent: [] });
    expect(window.localStorage.getItem('other')).toBe('actor:u_9');
  });

  test.each(['', 'null', '{', '[]', '7', '{"saved":7,"recent":{"a":1}}', '{"saved":[null,{"name":1}],"recent":[1,null]}'])(
    'takes what has not our form (%j) for nothing',
    (text) => {
      window.localStorage.setItem('tracebook:u_1', text);
      expect(readMemory('u_1')).toEqual({ saved: [], recent: [] });
    },
  );

  test.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', 'audit'])('never leads to %s', (href) => {
    window.localStorage.setItem('tracebook:u_1', JSON.stringify({ saved: [{ name: 'x', href }, failed] }));
    expect(readMemory('u_1').saved).toEqual([failed]);
  });
});

test.each<[why: string, broken: object]>([
  [
    'is blocked',
    {
      get localStorage() {
        throw new DOMException('The operation is insecure.', 'SecurityError');
      },
    },
  ],
  ['is absent', {}],
  [
    'is full',
    {
      localStorage: {
        getItem: () => null,
        setItem: () => {
          throw new DOMException('full', 'QuotaExceededError');
        },
      },
    },
  ],
])('where storage %s nothing is remembered, and nothing breaks', (_why, broken) => {
  vi.stubGlobal('window', broken);
  expect([saveAddress('u_1', failed), rememberSearch('u_1', 'x'), forgetAddress('u_1', '/'), forgetSearch('u_1', 'x')]).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(readMemory('u_1')).toEqual({ saved: [], recent: [] });
  expect(() => forgetSearches()).not.toThrow();
});

/** As a browser's: its entries are its keys. */
function storageInMemory(): Storage {
  const own = {
    getItem(this: Record<string, string>, key: string) {
      return this[key] ?? null;
    },
    setItem(this: Record<string, string>, key: string, value: string) {
      this[key] = value;
    },
  };
  return Object.create(own);
}
