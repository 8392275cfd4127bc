import type { FoundRecord, SweptAttack } from '@fragility/analysis';

/** Records of one attack, those of an example together. */
async function* grouped(records: AsyncIterable<FoundRecord>): AsyncGenerator<FoundRecord[], void, undefined> {
  let group: FoundRecord[] = [];
  for await (const record of records) {
    if (group.length > 0 && group[0]!.id !== record.id) {
      yield group;
      group = [];
    }
    group.push(record);
  }
  if (group.length > 0) yield group;
}

/** What all attacks found on one example after another; of each attack, one example in memory at a time. */
export async function* byExample(
  attacks: readonly Pick<SweptAttack, 'records'>[],
): AsyncGenerator<FoundRecord[], void, undefined> {
  const streams = attacks.map(({ records }) => grouped(records()));
  const draw = async (stream: AsyncGenerator<FoundRecord[], void, undefined>): Promise<FoundRecord[] | undefined> =>
    (await stream.next()).value ?? undefined;
  const next: (FoundRecord[] | undefined)[] = [];
  for (const stream of streams) next.push(await draw(stream));
  for (let first = next.find(Boolean); first; first = next.find(Boolean)) {
    const { id } = first[0]!;
    const found: FoundRecord[] = [];
    for (const [k, group] of next.entries()) {
      if (group?.[0]!.id !== id) continue;
      found.push(...group);
      next[k] = await draw(streams[k]!);
    }
    yield found;
  }
}
