import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { root } from './setup.mjs';

/** What a package says of itself so that people find its source, its issues and its licence. */
function metadataFaults(folder, manifest) {
  const { repository, homepage, bugs, license, engines, keywords, description } = manifest;
  const { url } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).repository;
  return [
    [repository?.url === url && repository.directory === folder, `repository is not ${url}, directory ${folder}`],
    [homepage?.includes(`/${folder}`), `homepage does not lead to ${folder}`],
    [bugs?.url, 'bugs has no url'],
    [license === 'MIT', 'license is not MIT'],
    [engines?.node, 'engines does not name Node'],
    [keywords?.length > 0 && description, 'keywords or description are missing'],
  ].flatMap(([holds, fault]) => (holds ? [] : [fault]));
}

/** Source maps that lead nowhere: a map that is not packed, or whose sources are neither packed nor in the map. */
function deadMaps(folder, files) {
  const read = (file) => readFileSync(join(root, folder, file), 'utf8');
  return [...files].flatMap((file) => {
    if (/\.(js|d\.ts)$/.test(file)) {
      const [, map] = /^\/\/# sourceMappingURL=(?!data:)(.+)$/m.exec(read(file)) ?? [];
      return map === undefined || files.has(posix.join(posix.dirname(file), map)) ? [] : [`${file}: no ${map}`];
    }
    if (!file.endsWith('.map')) return [];
    const { sources, sourcesContent } = JSON.parse(read(file));
    const lost = sources.find((source) => !files.has(posix.join(posix.dirname(file), source)));
    return lost === undefined || sourcesContent ? [] : [`${file}: no ${lost}`];
  });
}

/** Refuses a tarball without licence, metadata or readme, with dead source maps, or with tests. */
export function checkTarball(folder, tarball) {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const { stdout, status } = spawnSync('tar', ['-tzf', tarball], { encoding: 'utf8' });
  const files = new Set(stdout.split(/\r?\n/).map((line) => line.replace(/^package\//, '')));
  const licence = join(root, folder, 'LICENSE');
  const own = existsSync(licence) && readFileSync(licence, 'utf8') === readFileSync(join(root, 'LICENSE'), 'utf8');
  const faults = [
    ...(status === 0 ? [] : ['tar cannot list it']),
    ...['LICENSE', 'README.md', ...Object.values(manifest.bin ?? {}).map((path) => posix.normalize(path))]
      .filter((file) => !files.has(file))
      .map((file) => `${file} is missing`),
    ...(own ? [] : ['LICENSE is not that of the repository']),
    ...metadataFaults(folder, manifest),
    ...deadMaps(folder, files),
    ...[...files].filter((file) => /\.test\.|(^|\/)testing\//.test(file)).map((file) => `${file} is a test`),
  ];
  if (faults.length > 0) throw new Error(`the tarball of ${manifest.name}: ${faults.join('; ')}`);
}
