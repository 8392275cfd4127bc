import 'reflect-metadata';
import type { Definition, Kind } from '@fragility/plugin';
import { Container, ContainerModule } from 'inversify';

/** A plugin and the name under which the config lists it. */
export interface Provider {
  readonly source: string;
  readonly provides: readonly Definition[];
}

/** Service identifiers of the kinds of part; global symbols, so that every copy of the runner agrees. */
const ID: Readonly<Record<Kind, symbol>> = {
  dataset: Symbol.for('@fragility/dataset'),
  model: Symbol.for('@fragility/model'),
  attack: Symbol.for('@fragility/attack'),
  analysis: Symbol.for('@fragility/analysis'),
};

const moduleOf = ({ source, provides }: Provider): ContainerModule =>
  new ContainerModule(({ bind }) => {
    for (const definition of provides)
      bind(ID[definition.kind]).toConstantValue(definition).whenNamed(`${source}/${definition.name}`);
  });

/** Parts by kind and full name (`package/name`): one module per plugin, every definition a constant under its name. */
export function createContainer(providers: readonly Provider[]): {
  find(kind: Kind, name: string): Definition | undefined;
} {
  const container = new Container();
  container.load(...providers.map(moduleOf));
  return {
    find: (kind, name) =>
      container.isBound(ID[kind], { name }) ? container.get<Definition>(ID[kind], { name }) : undefined,
  };
}
