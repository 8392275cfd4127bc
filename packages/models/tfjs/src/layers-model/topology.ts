import { fail } from '../error.js';
import { isObject, type Json } from './json.js';
import type { Config, Layer } from './layer.js';
import { CONTAINERS, isContainer, isLayer, modelOf, nameOf, wrappedBy, type RawLayer } from './model.js';

/** What leads from one input of a layers-model to one of its outputs. */
export interface Topology {
  readonly name: string;
  /** In an order in which they can run; the input is not among them. */
  readonly layers: readonly Layer[];
  readonly input: { readonly id: string; readonly shape: readonly (number | null)[] };
  /** Id of the layer whose value is the output. */
  readonly output: string;
}

type Reference = readonly [string, number, number];

const layersOf = ({ class_name, config }: RawLayer): readonly RawLayer[] => {
  const layers = Array.isArray(config) ? config : (config as Json)['layers'];
  if (!Array.isArray(layers) || layers.length === 0 || !layers.every(isLayer))
    return fail('topology', {
      given: `the ${class_name} model has no list of layers`,
      remedy: 'give the model.json that tfjs wrote',
    });
  return layers as readonly RawLayer[];
};

const isReference = (value: unknown): value is Reference =>
  Array.isArray(value) && typeof value[0] === 'string' && !Array.isArray(value[1]);

/** Refuses a call with `training: true`, which draws at random or counts with the batch's own moments. */
const checkCall = ({ class_name: kind, ...raw }: RawLayer, [, , , settings]: readonly unknown[]): void => {
  if (!isObject(settings) || settings['training'] !== true) return;
  const name = nameOf({ class_name: kind, ...raw });
  const lacks = 'is called with training: true';
  fail(
    'layer',
    {
      given: `layer '${name}' (${kind}) ${lacks}`,
      expected: 'a model as it is after training',
      remedy: 'save it without',
    },
    undefined,
    { name, class: kind, lacks, anywhere: true },
  );
};

/** A list of references [layer, use, output], one under each name, or a single one. */
const references = (value: unknown, what: string): Reference[] => {
  const list = isReference(value) ? [value] : isObject(value) ? Object.values(value) : value;
  if (!Array.isArray(list) || !list.every(isReference))
    return fail('topology', {
      given: `${what} are ${JSON.stringify(value)}`,
      expected: '[layer, use, output]',
      remedy: 'save the model again',
    });
  return list.map(([name, use = 0, output = 0]) => [name, use, output]);
};

/** Shape of what enters through a layer, without the batch, if it says so. */
const entryShape = ({ config }: { readonly config: unknown }): (number | null)[] | undefined => {
  const { batch_input_shape, batch_shape } = (isObject(config) ? config : {}) as Record<string, unknown>;
  const shape = batch_input_shape ?? batch_shape;
  return Array.isArray(shape) ? (shape.slice(1) as (number | null)[]) : undefined;
};

/** Smallest number under which each layer's uses are referred to: models used as layers are counted from 1. */
function firstUses(layers: readonly RawLayer[], outputs: readonly Reference[]): Map<string, number> {
  const first = new Map<string, number>();
  const inbound = layers.flatMap(({ inbound_nodes }) =>
    Array.isArray(inbound_nodes) ? (inbound_nodes as unknown[]) : [],
  );
  const all = inbound.flatMap((each) => (Array.isArray(each) ? references(each, 'the inputs of a layer') : []));
  for (const [name, use] of [...all, ...outputs]) first.set(name, Math.min(use, first.get(name) ?? use));
  return first;
}

/** A model of which some values are asked for; only what they need is collected. */
interface Model {
  readonly names: readonly string[];
  outputs(): string[];
  at(name: string): string | undefined;
}

/** Collects the layers that an output needs, each after those it takes values from; models used as layers are opened. */
function collect() {
  const layers = new Map<string, Layer>();
  const inputs = new Map<string, (number | null)[]>();
  const enter = (name: string, shape: (number | null)[]): string => {
    inputs.set(name, shape);
    return name;
  };

  /** Value of a layer, or of a model that is used as one. */
  const apply = (raw: RawLayer, from: readonly string[], prefix: string, use = 0, output = 0): string => {
    const id = `${prefix}${nameOf(raw)}${use === 0 ? '' : `#${use + 1}`}`;
    if (CONTAINERS.has(raw.class_name)) return open(raw, `${id}/`, from).outputs()[output]!;
    const inner = raw.class_name === 'TimeDistributed' ? wrappedBy(raw) : undefined;
    if (inner) return distributed(raw, inner, id, from);
    const value = output === 0 ? id : `${id}:${output + 1}`;
    if (!layers.has(value))
      layers.set(value, {
        id: value,
        name: nameOf(raw),
        class: raw.class_name,
        config: raw.config as Config,
        inputs: from,
        ...(output === 0 ? {} : { value: output + 1 }),
      });
    return value;
  };

  /** A layer or model between the two ends of a TimeDistributed; a layer has its weights under the name of the whole. */
  const distributed = (raw: RawLayer, inner: RawLayer, id: string, from: readonly string[]): string => {
    const end = (at: string, inputs: readonly string[]): string => {
      layers.set(at, { id: at, name: nameOf(raw), class: raw.class_name, config: raw.config as Config, inputs });
      return at;
    };
    const each = end(`${id}/places`, from);
    const made = isContainer(inner)
      ? open(inner, `${id}/${nameOf(inner)}/`, [each]).outputs()[0]!
      : apply({ ...inner, name: id }, [each], '');
    return end(`${id}/sequence`, [made, from[0]!]);
  };

  const sequential = (raw: RawLayer, prefix: string, given?: readonly string[]): Model => {
    const chain = layersOf(raw);
    const first = chain[0]!;
    const entry = first.class_name === 'InputLayer';
    const start = (): [string, number] => {
      if (given) return [given[0]!, entry ? 1 : 0];
      const built = isObject(raw.config) ? raw.config['build_input_shape'] : undefined;
      const shape = entryShape(first) ?? (Array.isArray(built) ? (built.slice(1) as (number | null)[]) : undefined);
      if (shape) return [enter(entry ? nameOf(first) : `${nameOf(first)}_input`, shape), entry ? 1 : 0];
      if (CONTAINERS.has(first.class_name)) return [open(first, `${prefix}${nameOf(first)}/`).outputs()[0]!, 1];
      return fail('topology', {
        given: `the first layer '${nameOf(first)}' has no batch_input_shape`,
        remedy: 'build the model before saving it',
      });
    };
    const upTo = (last: number): string => {
      const [value, from] = start();
      return chain.slice(from, last + 1).reduce((before, layer) => apply(layer, [before], prefix), value);
    };
    return {
      names: [nameOf(chain.at(-1)!)],
      outputs: () => [upTo(chain.length - 1)],
      at: (name) => {
        const index = chain.findIndex((layer) => nameOf(layer) === name);
        return index < 0 ? undefined : upTo(index);
      },
    };
  };

  const functional = (raw: RawLayer, prefix: string, given?: readonly string[]): Model => {
    const named = new Map(layersOf(raw).map((layer) => [nameOf(layer), layer]));
    const config = raw.config as Config;
    const entries = references(config['input_layers'], 'input_layers').map(([name]) => name);
    const outputs = references(config['output_layers'], 'output_layers');
    const first = firstUses([...named.values()], outputs);
    /** What is known already: layers that many others use are followed once, not along every path. */
    const known = new Map<string, string>();
    const value = (reference: Reference): string => {
      const key = JSON.stringify(reference);
      const found = known.get(key) ?? computed(reference);
      known.set(key, found);
      return found;
    };
    const computed = ([name, use, output]: Reference): string => {
      const layer =
        named.get(name) ??
        fail('topology', {
          given: `the model refers to a layer '${name}' that it does not have`,
          remedy: 'save the model again',
        });
      if (layer.class_name === 'InputLayer')
        return given ? given[entries.indexOf(name)]! : enter(name, entryShape(layer) ?? []);
      const nth = use - (CONTAINERS.has(layer.class_name) ? Math.min(1, first.get(name) ?? 0) : 0);
      const inbound: unknown = Array.isArray(layer.inbound_nodes) ? layer.inbound_nodes[nth] : undefined;
      const from = references(inbound, `the inputs of layer '${name}'`);
      if (Array.isArray(inbound)) inbound.forEach((each) => Array.isArray(each) && checkCall(layer, each));
      return apply(
        layer,
        from.map((each) => value(each)),
        prefix,
        use,
        output,
      );
    };
    return {
      names: outputs.map(([name]) => name),
      outputs: () => outputs.map(value),
      at: (name) => (named.has(name) ? value(outputs.find(([each]) => each === name) ?? [name, 0, 0]) : undefined),
    };
  };

  const open = (raw: RawLayer, prefix: string, given?: readonly string[]): Model =>
    (raw.class_name === 'Sequential' ? sequential : functional)(raw, prefix, given);
  return { layers, inputs, open };
}

/**
 * The layers of a layers-model (sequential, functional, or nested) that lead to its output, or to the layer named `output`.
 *
 * @throws FragilityError `tfjs/topology`; `tfjs/output` for several outputs, or a name that is none; `tfjs/input` for several inputs.
 */
export function parseTopology(topology: unknown, output?: string): Topology {
  const raw = modelOf(topology);
  if (!raw)
    return fail('topology', {
      given: `the topology is ${isLayer(topology) ? `of class ${topology.class_name}` : 'of no class'}`,
      expected: [...CONTAINERS].join(', '),
      remedy: 'save the model with tfjs',
    });
  const { layers, inputs, open } = collect();
  const model = open(raw, '');
  if (output === undefined && model.names.length > 1)
    fail('output', {
      given: `the model has the outputs ${model.names.join(', ')}`,
      expected: 'one',
      remedy: `say which: output: ${model.names[0]}`,
    });
  const id = output === undefined ? model.outputs()[0]! : model.at(output);
  if (id === undefined)
    return fail('output', {
      given: `output is '${output}', which is no layer`,
      remedy: `the outputs are ${model.names.join(', ')}`,
    });
  if (inputs.size !== 1)
    fail('input', {
      given: `the model has the inputs ${[...inputs.keys()].join(', ')}`,
      expected: 'one',
      remedy: 'say output: with a layer that needs only one, or give a model of one input',
    });
  const [[input, shape]] = [...inputs] as [[string, (number | null)[]]];
  const name = isObject(raw.config) ? String(raw.config['name'] ?? 'model') : 'model';
  return { name, layers: [...layers.values()], input: { id: input, shape }, output: id };
}
