import { describe, expect, test } from 'vitest';
import { ConfigError } from './config-error';
import { readSealPlaces } from './seal-places';

const key = Buffer.alloc(32, 7).toString('base64');
const vkey = 'witness.example.com/w1+530d903a+BEkyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';

test('without anything nothing is sealed or published', () => {
  expect(readSealPlaces({})).toEqual({ key: null, previousKey: null, stateFile: null, folder: null, git: null, witnesses: [] });
});

test('every place is read', () => {
  const read = readSealPlaces({
    SEAL_KEY: key,
    SEAL_STATE: '/srv/state',
    SEAL_PUBLISH_FOLDER: '/srv/log',
    SEAL_PUBLISH_GIT: 'git@example.com:audit/checkpoints.git#main',
    SEAL_WITNESSES: `${vkey} https://witness.example.com/prefix/`,
  });
  expect(read).toMatchObject({
    stateFile: '/srv/state',
    folder: '/srv/log',
    git: { remote: 'git@example.com:audit/checkpoints.git', branch: 'main' },
    witnesses: [{ name: 'witness.example.com/w1', vkey, base: new URL('https://witness.example.com/prefix/') }],
  });
  expect(read.key?.length).toBe(32);
});

describe('what cannot be is refused, without a word of it', () => {
  test.each([
    ['SEAL_KEY', 'CANARY', 'must be 32 bytes as base64'],
    ['SEAL_KEY', `${key.slice(0, -2)}A=`.replace('B', 'C').slice(1), 'must be 32 bytes'],
    ['SEAL_KEY_PREVIOUS', key, 'SEAL_KEY is not'],
    ['SEAL_PUBLISH_FOLDER', 'CANARY/log', 'a whole path'],
    ['SEAL_STATE', '~/CANARY', 'a whole path'],
    ['SEAL_PUBLISH_GIT', '--upload-pack=CANARY', 'must be a remote'],
    ['SEAL_PUBLISH_GIT', 'ext::sh -c CANARY', 'must be a remote'],
    ['SEAL_PUBLISH_GIT', 'https://CANARY:secret@example.com/x.git', 'must not hold credentials'],
    ['SEAL_PUBLISH_GIT', '/srv/x.git#../CANARY', 'a branch that cannot be one'],
    ['SEAL_WITNESSES', 'https://CANARY.example.com', 'its verifier key, a space and its address'],
    ['SEAL_WITNESSES', `${vkey} http://127.1/CANARY`, 'plainly'],
    ['SEAL_WITNESSES', `${vkey} http://169.254.169.254/CANARY`, 'no witness can be'],
    ['SEAL_WITNESSES', `${vkey} https://a.example.com, ${vkey} https://CANARY.example.com`, 'twice'],
  ])('%s=%s', (name, value, why) => {
    expect(() => readSealPlaces({ [name]: value })).toThrow(ConfigError);
    expect(() => readSealPlaces({ [name]: value })).toThrow(why);
    expect(() => readSealPlaces({ [name]: value })).not.toThrow(/CANARY/);
  });
});
