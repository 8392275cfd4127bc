/** What other tools (AutoAttack, RobustBench, Foolbox, ART, CleverHans, torchattacks, PyTorch, Keras) call a thing, by the words that are used here. */
const NAMES: Readonly<Record<string, string>> = {
  budgets: 'eps epsilon epsilons epss maxeps epsmax radius radii perturbationsize maxnorm epsvals budget',
  steps:
    'iterations iteration iters niter nbiter maxiter maxiterations numsteps nsteps numiter niters numiterations nbiters iterationcount maxsteps',
  step: 'alpha stepsize epsstep epsiter relstepsize absstepsize stepsizes lr learningrate',
  rate: 'lr learningrate stepsize',
  learningRate: 'lr rate',
  restarts: 'nrestarts nbrestarts numrestarts numrandominit randominit ninits randomrestarts',
  queries: 'maxqueries nqueries querylimit querybudget maxevals numqueries iterations niter maxiter steps',
  targets: 'ntargetclasses ntargets targetclasses numtargets nbtargets targeted target nclasses',
  loss: 'losstype lossfn lossfunction criterion objective',
  window: 'batchsize bs batch',
  batch: 'batchsize bs minibatch',
  epochs: 'nepochs nbepochs numepochs',
  norm: 'p ord order threatmodel norms lp',
  constant: 'c initialconst binarysearchsteps const',
  search: 'binarysearchsteps searchsteps',
  decay: 'momentum decayfactor mu',
  overshoot: 'eta overshootfactor',
  share: 'pinit',
  path: 'file model modelpath filename weights checkpoint url',
  folder: 'root dir directory datadir datapath dataroot path',
  labels: 'y targets target labelfile labelsfile annotations',
  inputs: 'x images data input features',
  classCount: 'nclasses numclasses nbclasses classes',
  size: 'imagesize imgsize imsize inputsize resolution',
  test: 'val valid validation folder root',
  limit: 'nex nexamples numexamples maxexamples nsamples numsamples n count examples',
  split: 'subset partition',
  activation: 'nonlinearity activationfn',
  hidden: 'hiddensizes hiddenlayers units layers',
  linf: 'inf infinity infty linfinity npinf lmax max chebyshev ∞ l∞ supremum',
  l2: '2 euclidean fro',
  l1: '1 manhattan taxicab',
  l0: '0 sparse',
  'cross-entropy': 'ce xent crossentropyloss crossentropy nll softmaxcrossentropy',
  margin: 'cw carliniwagner logitmargin cwloss marginloss hinge',
  native: 'onnxruntime ort cpu',
  pgd: 'projectedgradientdescent pgdlinf pgdl2 linfpgd l2pgd madry pgdattack',
  fgsm: 'fgm fastgradientmethod fastgradientsignmethod fastgradientattack',
  bim: 'ifgsm basiciterativemethod basiciterative kurakin',
  'mi-fgsm': 'mim mifgsm momentumiterativemethod',
  apgd: 'apgdce autopgd autoprojectedgradientdescent apgdcrossentropy',
  'apgd-t': 'apgdt apgdtargeted apgddlrt',
  cw: 'carlini carliniwagner carlinil2 carlinil2method cw2 l2carliniwagnerattack',
  'hop-skip-jump': 'hsja hopskipjumpattack boundaryattack',
  square: 'squareattack',
  autoattack: 'aa standardautoattack standard autoattackstandard',
  deepfool: 'deepfoolattack l2deepfoolattack linfdeepfoolattack',
  ddn: 'ddnattack decoupleddirectionnorm',
  fmn: 'fastminimumnorm l0fmnattack l1fmnattack l2fmnattack linffmnattack fmnattack',
  fab: 'fabattack fabl2 fablinf',
  'fab-t': 'fabt fabtargeted',
  'sigma-zero': 'sigmazeroattack',
  onnx: 'onnxmodel onnxruntime ort pytorch torch',
  tfjs: 'tensorflowjs tf keras layersmodel graphmodel',
  'image-folder': 'imagefolder folder datasetfolder',
  npy: 'numpy npz tensordataset',
  cifar10: 'cifar',
  mnist: 'emnist kmnist qmnist idx',
};

/** `nb_iter`, `nbIter`, `Nb-Iter` alike. */
const plain = (word: string): string => word.toLowerCase().replaceAll(/[\s_.-]/g, '');

const ALIASES = new Map<string, readonly string[]>();
for (const [name, words] of Object.entries(NAMES))
  for (const word of words.split(' ')) ALIASES.set(word, [...(ALIASES.get(word) ?? []), name]);

/**
 * The known word that other tools' word stands for, if any.
 *
 * @example aliasOf('nb_iter', ['steps', 'step']); // 'steps'
 */
export const aliasOf = (given: string, known: readonly string[]): string | undefined =>
  ALIASES.get(plain(given))?.find((name) => known.includes(name));
