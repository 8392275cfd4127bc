import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The program of a system that opens files with what shows them. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Opens a file with the program that the system shows it with, and waits for nothing; false where there is none. */
export function openFile(path: string, platform: NodeJS.Platform = process.platform): Promise<boolean> {
  const [program, ...given] = OPENERS[platform] ?? ['xdg-open'];
  return new Promise((done) => {
    const child = spawn(program, [...given, pathToFileURL(resolve(path)).href], {
      detached: true,
      stdio: 'ignore',
      env: process.env,
    });
    child.once('error', () => done(false));
    child.once('spawn', () => {
      child.unref();
      done(true);
    });
  });
}
