import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { root } from '../setup.mjs';

/** Production files of the workspace: what is built and published. */
export const productionFiles = () =>
  execFileSync('git', ['ls-files', ':(glob)packages/**/src/**/*.ts', ':(glob)apps/**/src/**/*.ts'], {
    cwd: root,
    encoding: 'utf8',
  })
    .trim()
    .split('\n')
    .filter((file) => !/\.test\.ts$|\/testing\/|\/templates\//.test(file) && existsSync(join(root, file)));

/** The files that a file imports by a relative path, types included. */
export const importsOf = (file) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import)\s*\(?'(\.{1,2}\/[^']+)\.js'/g)].map(([, path]) =>
    normalize(join(dirname(file), `${path}.ts`)),
  );

/** Groups of files that import one another in a circle, by Tarjan's algorithm. */
export function circles(files, imports) {
  const [index, low, stack, found] = [new Map(), new Map(), [], []];
  const visit = (file) => {
    index.set(file, index.size);
    low.set(file, index.get(file));
    stack.push(file);
    for (const other of imports(file)) {
      if (!files.includes(other)) continue;
      if (!index.has(other)) visit(other);
      if (stack.includes(other)) low.set(file, Math.min(low.get(file), low.get(other)));
    }
    if (low.get(file) !== index.get(file)) return;
    const group = stack.splice(stack.indexOf(file));
    if (group.length > 1 || imports(file).includes(file)) found.push(group.sort());
  };
  for (const file of files) if (!index.has(file)) visit(file);
  return found;
}

/** Folders that hold more files beside each other than the limit. */
export function crowded(files, limit) {
  const sizes = new Map();
  for (const file of files) sizes.set(dirname(file), (sizes.get(dirname(file)) ?? 0) + 1);
  return [...sizes].filter(([, size]) => size > limit).map(([folder]) => folder);
}
