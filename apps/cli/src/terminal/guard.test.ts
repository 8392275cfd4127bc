import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { guard } from './guard.js';

/** A process that only writes down what is done to it. */
function watched() {
  const host = Object.assign(new EventEmitter(), {
    exitCode: 0,
    exits: [] as (number | undefined)[],
    exit: (code?: number) => void host.exits.push(code),
  });
  let text = '';
  return { host, ...guard(host, { write: (part) => void (text += part) }), text: () => text };
}

describe('guard', () => {
  it.each(['SIGINT', 'SIGTERM'])('aborts the work on the first %s and leaves the second alone', (name) => {
    const { host, signal, text } = watched();
    host.emit(name);
    expect(signal.aborted).toBe(true);
    expect(text()).toContain('what is finished is kept');
    expect(host.listenerCount(name)).toBe(0);
  });

  it.each(['uncaughtException', 'unhandledRejection'])('names an %s in one line and exits with 1', (name) => {
    const { host, text } = watched();
    host.emit(name, new Error('late'));
    host.emit('exit');
    expect(host.exits).toEqual([1]);
    expect(text()).toMatch(
      /^error: \[cli\] thrown outside of any trial: late \(at .*guard\.test\.ts:\d+:\d+\); correct the plugin that throws it\n$/,
    );
  });

  it('makes an end before the work is over a failure', () => {
    const { host, text } = watched();
    host.emit('exit');
    expect(host.exitCode).toBe(1);
    expect(text()).toMatch(/^error: \[cli\] the process ended before its work did; look for/);
  });

  it('is silent once the work is over', () => {
    const { host, over, text } = watched();
    over();
    host.emit('exit');
    expect([host.exitCode, text()]).toEqual([0, '']);
  });
});
