import hooks from 'node:async_hooks';
import runner from 'jest-circus/runner';

/** What `AsyncLocalStorage` is for work that is done one after the other, as the tests of a file are: a variable. */
class Held {
  #store;

  getStore() {
    return this.#store;
  }

  run(store, work) {
    const outer = this.#store;
    const leave = () => void (this.#store = outer);
    this.#store = store;
    const done = work();
    return done instanceof Promise ? done.finally(leave) : (leave(), done);
  }
}

const { AsyncLocalStorage } = hooks;

/**
 * Jest's own runner, whose storage for the test at hand is a variable: before Node 24 an `AsyncLocalStorage` runs a hook for every promise that anything makes,
 * a seventh of the time of attacks, which await a model at each step. Jest makes it when it is loaded, before it first awaits.
 */
export default (...given) => {
  hooks.AsyncLocalStorage = Held;
  try {
    return runner.default(...given);
  } finally {
    hooks.AsyncLocalStorage = AsyncLocalStorage;
  }
};
