/** Resolves in a later turn of the event loop, after all pending promise reactions. */
export const nextTurn: () => Promise<void> =
  typeof setImmediate === 'function'
    ? () => new Promise((resolve) => setImmediate(resolve))
    : () =>
        new Promise((resolve) => {
          const channel = new MessageChannel();
          channel.port1.addEventListener(
            'message',
            () => {
              channel.port1.close();
              resolve();
            },
            { once: true },
          );
          channel.port1.start();
          channel.port2.postMessage(null);
        });
