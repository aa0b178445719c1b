import { describe, expect, test } from 'vitest';
import { dropSecrets, hostPath, readEnvironment } from '../../src/system/environment.ts';

describe('dropSecrets', () => {
  test('takes secrets out of the environment itself', () => {
    const env: NodeJS.ProcessEnv = {
      REMOTE_PASSWORD: 'hunter2',
      remote_password: 'hunter2',
      MYSQL_PASSWD: 'x',
      SSH_PASSPHRASE: 'x',
      CLIENT_SECRET: 'x',
      HTTP_AUTHORIZATION: 'Basic x',
      WHM_API_TOKEN: 'x',
      ACCESSHASH: 'x',
      REMOTE_USER: 'root',
      cp_security_token: '/cpsess1',
      HTTP_COOKIE: 'whostmgrsession=a',
    };
    dropSecrets(env);
    expect(Object.keys(env).sort()).toEqual(['HTTP_COOKIE', 'REMOTE_USER', 'cp_security_token']);
  });

  test('gives child processes a small list only', () => {
    const child = dropSecrets({
      PATH: '/usr/bin',
      HOME: '/root',
      HTTP_COOKIE: 'whostmgrsession=a',
      cp_security_token: '/cpsess1',
      REMOTE_PASSWORD: 'hunter2',
      QUERY_STRING: 'session=a',
      LD_PRELOAD: '/tmp/evil.so',
      NODE_OPTIONS: '--require /tmp/evil.js',
      WHM_TRANSFERS_ROOT: '/tmp/host',
    });
    expect(child).toEqual({ PATH: '/usr/bin', HOME: '/root', WHM_TRANSFERS_ROOT: '/tmp/host' });
  });

  test('a child has a PATH in any case', () => {
    expect(dropSecrets({}).PATH).toContain('/usr/bin');
  });
});

describe('readEnvironment', () => {
  test('under cpsrvd', () => {
    expect(
      readEnvironment({
        REMOTE_USER: 'root',
        cp_security_token: '/cpsess0123456789',
        HTTP_COOKIE: 'timezone=UTC; whostmgrsession=root%3aAb%2c01; x=y',
        whm_chrome_cache_directory: '/var/cpanel/other',
      }),
    ).toEqual({
      root: '/',
      user: 'root',
      securityToken: '/cpsess0123456789',
      sessionCookie: 'root%3aAb%2c01',
      chromeCacheDirectory: '/var/cpanel/other',
    });
  });

  test('with nothing, and with empty variables', () => {
    const nothing = {
      root: '/',
      user: null,
      securityToken: null,
      sessionCookie: null,
      chromeCacheDirectory: null,
    };
    expect(readEnvironment({})).toEqual(nothing);
    expect(
      readEnvironment({
        REMOTE_USER: '',
        cp_security_token: '',
        HTTP_COOKIE: 'whostmgrsession=; xwhostmgrsession=b; whostmgrsessionx=c',
        WHM_TRANSFERS_ROOT: '',
      }),
    ).toEqual(nothing);
  });

  test.each(['cpsess1', '/cpsess1/../x', '/cpsess', '/cpsess1\r\nX: 1', '//evil.example.test'])(
    'the token %j is none',
    (token) => {
      expect(readEnvironment({ cp_security_token: token }).securityToken).toBeNull();
    },
  );
});

test('hostPath', () => {
  expect(hostPath('/', '/var/cpanel')).toBe('/var/cpanel');
  expect(hostPath('/tmp/r', '/var/cpanel')).toBe('/tmp/r/var/cpanel');
  expect(hostPath('/tmp/r/', '/var/cpanel')).toBe('/tmp/r/var/cpanel');
});
