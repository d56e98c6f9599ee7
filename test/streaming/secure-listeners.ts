/** Ports of a test's broker that ask who is there, or encrypt. */
import { execFileSync, spawnSync } from 'node:child_process';
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Listener } from '../../scripts/kafka/broker';

/** Why there is no port that encrypts. */
export const noOpenssl =
  spawnSync('openssl', ['version']).status === 0
    ? undefined
    : 'the program openssl, which makes a certificate';

const JAAS = 'org.apache.kafka.common.security';

/**
 * One for SASL, where a user of PLAIN is known; where there is openssl, also one for TLS and one for both, with `cert.pem`
 * in the folder.
 */
export function secureListeners(dir: string, user: string, password: string): Listener[] {
  const sasl: Listener = {
    protocol: 'SASL_PLAINTEXT',
    settings: {
      'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256',
      'plain.sasl.jaas.config': `${JAAS}.plain.PlainLoginModule required user_${user}="${password}";`,
      'scram-sha-256.sasl.jaas.config': `${JAAS}.scram.ScramLoginModule required;`,
    },
  };
  if (noOpenssl) return [sasl];
  mkdirSync(dir, { recursive: true });
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(dir, name));
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=test'];
  const names = ['-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', [...request, ...names, '-keyout', key, '-out', cert], { stdio: 'pipe' });
  writeFileSync(path.join(dir, 'both.pem'), `${readFileSync(key)}${readFileSync(cert)}`);
  // Relative to the folder of the broker's data, where it runs.
  const keystore = { 'ssl.keystore.type': 'PEM', 'ssl.keystore.location': 'both.pem' };
  return [
    sasl,
    { protocol: 'SSL', settings: keystore },
    { protocol: 'SASL_SSL', settings: { ...sasl.settings, ...keystore } },
  ];
}

/** Makes a user of SCRAM-SHA-256 known to the broker. */
export async function addScramUser(port: number, name: string, password: string): Promise<void> {
  const { Connection, alterUserScramCredentialsV0, ScramMechanisms } =
    require('@platformatic/kafka') as typeof import('@platformatic/kafka');
  const connection = new Connection('test');
  await connection.connect('127.0.0.1', port);
  const [salt, iterations] = [randomBytes(16), 4096];
  const saltedPassword = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const mechanism = ScramMechanisms.SCRAM_SHA_256;
  const user = { name, mechanism, iterations, salt, saltedPassword };
  await alterUserScramCredentialsV0.api.async(connection, [], [user]);
  await connection.close();
}
