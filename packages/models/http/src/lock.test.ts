import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ledgerIn } from './ledger.js';
import { lock } from './lock.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'lock-'))));
afterEach(() => rmSync(folder, { recursive: true }));
const file = (): string => join(folder, 'a.jsonl');

/** A process that runs until it is killed. */
const living = () => spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);

describe('lock', () => {
  it('keeps others out until it is let go of', () => {
    const release = lock(file());
    expect(readFileSync(`${file()}.lock`, 'utf8')).toBe(`${process.pid} ${hostname()}`);
    release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses what another process uses, and takes over what a dead one left', async () => {
    const other = living();
    writeFileSync(`${file()}.lock`, `${other.pid} ${hostname()}`);
    expect(() => lock(file())).toThrow(
      expect.objectContaining({
        code: 'model-http/busy',
        message: expect.stringMatching(
          new RegExp(`process ${other.pid} on .*which still runs; .*remove .*a\\.jsonl\\.lock`),
        ),
      }),
    );
    other.kill('SIGKILL');
    await once(other, 'exit');
    lock(file())();
    expect(existsSync(`${file()}.lock`)).toBe(false);
  });

  it('knows nothing of other machines, and trusts nothing that is empty', () => {
    writeFileSync(`${file()}.lock`, `1 another-${hostname()}`);
    expect(() => lock(file())).toThrow(/another-/);
    writeFileSync(`${file()}.lock`, '');
    lock(file())();
  });
});

describe('ledgerIn', () => {
  it('shares a file within the process, and lets go of it with the last user', () => {
    const locks = (): number => readdirSync(folder).filter((name) => name.endsWith('.lock')).length;
    const [first, second] = [ledgerIn(folder, 'http://a'), ledgerIn(folder, 'http://a')];
    expect([first === second, locks()]).toEqual([true, 1]);
    first.spend(3, 5);
    expect(() => second.spend(3, 5)).toThrow(/3 queries of 5 are spent/);
    first.close();
    expect(locks()).toBe(1);
    second.close();
    expect(locks()).toBe(0);
    const again = ledgerIn(folder, 'http://a');
    expect(() => again.spend(3, 5)).toThrow(/3 queries of 5 are spent/);
    again.close();
  });

  it('reads what a crash cut short as far as it goes', () => {
    const ledger = ledgerIn(folder, 'http://b');
    ledger.keep('k', [1, 2]);
    ledger.spend(4, undefined);
    ledger.close();
    const [name] = readdirSync(folder);
    writeFileSync(join(folder, name!), `${readFileSync(join(folder, name!), 'utf8')}{"key":"cut","ans`);
    const again = ledgerIn(folder, 'http://b');
    again.keep('l', [3]);
    expect([again.answer('k'), again.answer('cut'), again.answer('l')]).toEqual([[1, 2], undefined, [3]]);
    expect(() => again.spend(1, 4)).toThrow(/4 queries of 4/);
    again.close();
    const third = ledgerIn(folder, 'http://b');
    expect(third.answer('l')).toEqual([3]);
    third.close();
  });
});
