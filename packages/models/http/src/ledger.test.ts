import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ledgerIn } from './ledger.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'lock-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('ledgerIn', () => {
  it('refuses what another process uses, naming it, and takes over what a dead one left', async () => {
    (await ledgerIn(folder, 'http://a')).close();
    const [name] = readdirSync(folder);
    const lock = join(folder, `${name}.lock`);
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const started = '2026-01-02T03:04:05.000Z';
    writeFileSync(lock, JSON.stringify({ host: hostname(), pid: other.pid, started }));
    await expect(ledgerIn(folder, 'http://a')).rejects.toMatchObject({
      code: 'model-http/busy',
      message: expect.stringMatching(
        new RegExp(`process ${other.pid} on .* since ${started}, which still runs; .*remove ${lock}`),
      ),
    });
    expect(existsSync(lock)).toBe(true);
    other.kill('SIGKILL');
    await once(other, 'exit');
    (await ledgerIn(folder, 'http://a')).close();
    expect(existsSync(lock)).toBe(false);
  });

  it('can be opened again where it could not be', async () => {
    const place = join(folder, 'place');
    writeFileSync(place, 'a file');
    await expect(ledgerIn(place, 'http://a')).rejects.toMatchObject({ code: 'model-http/cache' });
    rmSync(place);
    (await ledgerIn(place, 'http://a')).close();
  });

  it('shares a file within the process, and lets go of it with the last user', async () => {
    const locks = (): number => readdirSync(folder).filter((name) => name.endsWith('.lock')).length;
    const [first, second] = await Promise.all([ledgerIn(folder, 'http://a'), ledgerIn(folder, 'http://a')]);
    expect([first === second, locks()]).toEqual([true, 1]);
    first.spend(3, 5);
    expect(() => second.spend(3, 5)).toThrow(/3 queries of 5 are spent/);
    first.close();
    expect(locks()).toBe(1);
    second.close();
    expect(locks()).toBe(0);
    const again = await ledgerIn(folder, 'http://a');
    expect(() => again.spend(3, 5)).toThrow(/3 queries of 5 are spent/);
    again.close();
  });

  it('reads what a crash cut short as far as it goes', async () => {
    const ledger = await ledgerIn(folder, 'http://b');
    ledger.keep('k', [1, 2]);
    ledger.spend(4, undefined);
    ledger.close();
    const [name] = readdirSync(folder);
    writeFileSync(join(folder, name!), `${readFileSync(join(folder, name!), 'utf8')}\n{"key":"cut","ans`);
    const again = await ledgerIn(folder, 'http://b');
    again.keep('l', [3]);
    expect([again.answer('k'), again.answer('cut'), again.answer('l')]).toEqual([[1, 2], undefined, [3]]);
    expect(() => again.spend(1, 4)).toThrow(/4 queries of 4/);
    again.close();
    const third = await ledgerIn(folder, 'http://b');
    expect(third.answer('l')).toEqual([3]);
    third.close();
  });
});
