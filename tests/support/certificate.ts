import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** One of an authority of one's own, for 127.0.0.1, and the file that makes that authority trusted. */
export function privateCertificate(): Certificate & { readonly authorityFile: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'authority-'));
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
  openssl(...'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=Private'.split(' '), '-keyout', at('ca.key'), '-out', at('ca.pem'));
  openssl(...'req -newkey rsa:2048 -nodes -subj /CN=service'.split(' '), '-keyout', at('key.pem'), '-out', at('request.pem'));
  writeFileSync(at('names'), 'subjectAltName=IP:127.0.0.1');
  const signed = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '2', '-extfile', at('names')];
  openssl('x509', '-req', '-in', at('request.pem'), ...signed, '-out', at('cert.pem'));
  const [key = '', cert = ''] = ['key.pem', 'cert.pem'].map((name) => readFileSync(at(name), 'utf8'));
  return { key, cert, authorityFile: at('ca.pem'), remove: () => rmSync(folder, { recursive: true }) };
}

/** One that nobody has signed but itself. */
export function certificate(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' });
  const made = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  rmSync(folder, { recursive: true });
  return made;
}
