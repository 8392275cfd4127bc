import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FragilityError } from '@fragility/numerics';

/**
 * Writes a file so that a reader sees the old content or the new one, never a part: a temporary file beside it is renamed.
 *
 * @throws FragilityError `report/write` naming the file.
 */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new FragilityError(
      `${path} cannot be written (${cause instanceof Error ? cause.message : String(cause)}); choose a folder that may be written to`,
      { where: 'report/files', code: 'report/write', cause },
    );
  }
}
