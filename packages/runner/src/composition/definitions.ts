import 'reflect-metadata';
import type { Definition, Kind } from '@fragility/plugin';
import { Container, ContainerModule } from 'inversify';

/** A plugin and the name under which the config lists it. */
export interface Provider {
  readonly source: string;
  readonly provides: readonly Definition[];
}

/** A definition, and the plugin it comes from. */
export interface Provided<P extends Provider> {
  readonly definition: Definition;
  readonly plugin: P;
}

/** Definitions by kind and name. */
export interface Definitions<P extends Provider> {
  /** All of a kind that go by a name: `pgd` names one of every plugin that has it, `package/pgd` one. */
  named(kind: Kind, name: string): readonly Provided<P>[];
}

/** Service identifiers of the kinds of part; global symbols, so that every copy of the runner agrees. */
const ID: Readonly<Record<Kind, symbol>> = {
  dataset: Symbol.for('@fragility/dataset'),
  model: Symbol.for('@fragility/model'),
  attack: Symbol.for('@fragility/attack'),
  analysis: Symbol.for('@fragility/analysis'),
};

const moduleOf = <P extends Provider>(plugin: P): ContainerModule =>
  new ContainerModule(({ bind }) => {
    for (const definition of plugin.provides) {
      const provided: Provided<P> = { definition, plugin };
      for (const name of [definition.name, `${plugin.source}/${definition.name}`])
        bind<Provided<P>>(ID[definition.kind]).toConstantValue(provided).whenNamed(name);
    }
  });

/** Binds what plugins provide: one module per plugin, every definition a constant under its short and its full name. */
export function bindDefinitions<P extends Provider>(plugins: readonly P[]): Definitions<P> {
  const container = new Container();
  container.load(...plugins.map(moduleOf));
  return { named: (kind, name) => container.getAll<Provided<P>>(ID[kind], { name }) };
}
