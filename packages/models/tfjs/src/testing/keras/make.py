"""Writes models.json: small models of Keras 3 and of Keras 2 (tf_keras) with random weights, as tensorflowjs_converter writes them, and
what Keras itself says of them: logits at two inputs and the gradient of the logits times random cotangents.

    pip install keras tensorflow-cpu tf_keras tensorflowjs h5py;   python make.py models.json
"""
import base64, json, os, sys, tempfile
from unittest.mock import MagicMock

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
# What tensorflowjs imports for formats that are not written here.
for name in ['tensorflow_decision_forests', 'tensorflow_hub', 'jax', 'jax.experimental', 'jax.experimental.jax2tf']:
    sys.modules[name] = MagicMock()
import keras, numpy as np, tensorflow as tf, tf_keras
from keras.src.applications import convnext
from tensorflowjs.converters import keras_h5_conversion as conversion
from tensorflowjs.converters.converter import dispatch_keras_keras_to_tfjs_layers_model_conversion as archive

IMAGE = (6, 5, 2)
# Models that are written in both formats of Keras 3; the others as archives.
BOTH = ['activations that are layers', 'arithmetic', 'attention', 'convnext', 'convolutions', 'every place', 'normalization', 'recurrent',
        'two directions', 'wrapped']
# Whose settings for training are kept.
WHOLE = 'convolutions'


def randomise(model, stream):
    for weight in model.weights:
        name = weight.name
        if 'count' in name or 'seed' in name:
            continue
        shape = tuple(weight.shape)
        value = stream.normal(size=shape) / max(1, np.sqrt(np.prod(shape[:-1])))
        if 'variance' in name:
            value = 0.5 + stream.random(shape)
        if 'gamma' in name:
            value = 1 + 0.3 * stream.normal(size=shape)
        weight.assign(value.astype('float32'))
    for layer in model.layers:
        if hasattr(layer, 'finalize_state'):
            layer.finalize_state()


def trimmed(value):
    """Without the settings that only training needs."""
    if isinstance(value, list):
        return [trimmed(each) for each in value]
    if not isinstance(value, dict):
        return value
    ends = ('_initializer', '_regularizer', '_constraint', 'build_config', 'shared_object_id')
    return {key: trimmed(each) for key, each in value.items() if not key.endswith(ends)}


def saved(model, how):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'model.' + how)
        model.save(path)
        if how == 'keras':
            topology, groups = archive(path)
        else:
            topology, groups = conversion.h5_merged_saved_model_to_tfjs_format(path)
    weights = [weight for group in groups for weight in group]
    topology.pop('training_config', None)
    return topology, weights


def entry(name, how, model, spread=1.0):
    stream = np.random.default_rng(len(name))
    randomise(model, stream)
    shape = tuple(model.inputs[0].shape[1:])
    x = (spread * stream.normal(size=(2, *shape))).astype('float32')
    at = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(at)
        y = model(at, training=False)
        y = y['logits'] if isinstance(y, dict) else y
        c = stream.normal(size=y.shape).astype('float32')
        gradient = tape.gradient(tf.reduce_sum(y * c), at)
    topology, weights = saved(model, how)
    floats = lambda values: base64.b64encode(np.asarray(values, 'float32').tobytes()).decode()
    return {
        'name': name, 'saved': how, 'topology': topology if WHOLE in name else trimmed(topology),
        'weights': [{'name': w['name'], 'shape': list(w['data'].shape), 'data': floats(w['data'])} for w in weights],
        'shape': [2, *shape], 'x': floats(x), 'cotangent': floats(c), 'logits': floats(y), 'gradient': floats(gradient),
    }


def between(k, *layers, shape=IMAGE):
    return k.Sequential([k.layers.Input(shape), *layers, k.layers.Flatten(), k.layers.Dense(3)])


def activations(k, names):
    """Each activation of a value of its own, all of them in one output."""
    x = k.layers.Input((3,))
    values = [k.layers.Dense(1, activation=name)(x) for name in names]
    values += [k.layers.Activation(name)(k.layers.Dense(1)(x)) for name in names]
    return k.Model(x, k.layers.Concatenate()(values))


def sequences_of_vectors(k):
    l = k.layers
    x = l.Input((6, 4))
    y = l.MultiHeadAttention(2, 3)(x, x)
    y = l.Add()([x, l.MultiHeadAttention(2, 3, value_dim=2, output_shape=4, use_bias=False)(y, x, use_causal_mask=True)])
    z = l.Dense(5)(l.MaxPooling1D(2)(x))
    z = l.MultiHeadAttention(1, 4, dropout=0.2)(y, l.Dense(2)(z), key=z)
    yield 'attention', k.Model(x, l.Dense(3)(l.Flatten()(z)))
    frames = k.Sequential([l.Input((4, 3, 2)), l.Conv2D(3, 2, activation='relu', name='frame'), l.GlobalAveragePooling2D()], name='frames')
    x = l.Input((3, 4, 3, 2))
    y = l.TimeDistributed(l.BatchNormalization())(l.TimeDistributed(l.Conv2D(2, 3, padding='same', activation='hard_sigmoid'))(x))
    y = l.TimeDistributed(l.Dropout(0.1))(l.TimeDistributed(frames)(y))
    y = l.Concatenate()([y, l.TimeDistributed(l.Dense(2, activation='tanh'), name='seen')(l.TimeDistributed(l.Flatten())(x))])
    yield 'every place', k.Model(x, l.Dense(3)(l.GlobalAveragePooling1D()(y)))


def recurrent(k):
    l = k.layers
    sequence = dict(return_sequences=True)
    yield 'recurrent', between(
        k, l.LSTM(4, recurrent_activation='hard_sigmoid', unit_forget_bias=False, **sequence), l.GRU(3, dropout=0.1, **sequence),
        l.GRU(4, reset_after=False, go_backwards=True, activation='softsign', **sequence), l.SimpleRNN(3, use_bias=False, **sequence),
        l.LSTM(5, use_bias=False, activation='relu'), shape=(4, 3))
    other = l.GRU(2, recurrent_activation='hard_sigmoid', go_backwards=True, **sequence)
    yield 'two directions', between(
        k, l.Bidirectional(l.LSTM(3, **sequence)), l.Bidirectional(l.GRU(2, **sequence), merge_mode='sum', backward_layer=other),
        l.Bidirectional(l.SimpleRNN(3, **sequence), merge_mode='ave'), l.Bidirectional(l.GRU(2), merge_mode='mul'),
        l.RepeatVector(2), l.Bidirectional(l.LSTM(2)), shape=(4, 3))


def keras3():
    k, l = keras, keras.layers
    yield from recurrent(k)
    yield 'wrapped', between(
        k, l.TimeDistributed(l.Conv2D(2, 2)), l.TimeDistributed(l.SpectralNormalization(l.Conv2D(3, 2))), l.TimeDistributed(l.Reshape((2, 3))),
        l.TimeDistributed(l.LSTM(4)), l.SpectralNormalization(l.Dense(4)), l.TimeDistributed(l.Dense(2)), shape=(3, 4, 3, 2))
    x = l.Input(IMAGE, name='image')
    y = l.Multiply()([x, l.Dense(2, activation='sigmoid')(l.GlobalAveragePooling2D()(x))])
    yield 'named', k.Model({'image': x}, {'logits': l.Dense(3)(l.Flatten()(l.Add()([l.Dense(2)(l.GlobalMaxPooling2D()(y)), y])))})
    o = k.ops
    x = l.Input((4,))
    y = l.Dense(4)(x)
    near = o.tanh(y) * 0.5
    z = o.sin(y) + o.cos(y) * o.erf(y) + o.arctan(y) + o.sinh(near) * o.cosh(near) + o.tan(near) + o.arcsin(near) - o.arccos(near)
    z = z + o.arcsinh(y) + o.arccosh(o.square(y) + 2) + o.arctanh(near) + o.expm1(near) + o.log1p(o.square(y)) + o.sign(y) * y
    yield 'functions of single values', k.Model(x, l.Dense(3)(z + o.floor(y) * y + o.ceil(y) + o.round(y)))
    yield 'activations', activations(k, [
        'relu', 'relu6', 'elu', 'celu', 'selu', 'gelu', 'silu', 'swish', 'mish', 'leaky_relu', 'hard_silu', 'hard_sigmoid', 'sigmoid',
        'log_sigmoid', 'sparse_sigmoid', 'tanh', 'hard_tanh', 'tanh_shrink', 'soft_shrink', 'hard_shrink', 'softplus', 'sparse_plus',
        'squareplus', 'softsign', 'exponential', 'linear']), 4.0
    yield 'activations of an axis', k.Sequential([
        l.Input((3,)), l.Dense(6, activation='softmax'), l.Dense(6, activation='log_softmax'), l.Activation('glu')])
    yield 'activations that are layers', between(
        k, l.Conv2D(4, 2, activation=l.LeakyReLU(negative_slope=0.33)), l.LeakyReLU(), l.PReLU(shared_axes=[1, 2]),
        l.ReLU(max_value=0.8, negative_slope=0.2), l.Dense(3, activation=l.ELU(alpha=0.4)))
    yield 'augmentation', between(
        k, l.RandomFlip(), l.RandomRotation(0.1), l.RandomZoom(0.1), l.RandomContrast(0.1), l.RandomTranslation(0.1, 0.1),
        l.RandomBrightness(0.1), l.RandomCrop(6, 5), l.GaussianNoise(0.1), l.Dropout(0.3), l.SpatialDropout2D(0.2), l.Conv2D(2, 2))
    yield 'normalization', between(k, l.Normalization(), l.Conv2D(2, 2))
    yield 'normalization of rows', between(k, l.Normalization(axis=1), l.Conv2D(2, 2))
    yield 'normalization of everything', between(k, l.Normalization(axis=None), l.Conv2D(2, 2))
    yield 'normalization, given', between(k, l.Normalization(mean=[0.1, 0.4], variance=[0.0, 0.3]), l.Rescaling([1e-6, 1.0], 0.5))
    yield 'normalization, inverted', between(k, l.Normalization(mean=[0.1, 0.4], variance=[0.2, 0.3], invert=True), l.Rescaling(2.0, -1.0))
    yield 'resizing', between(
        k, l.Resizing(6, 5), l.Resizing(12, 10), l.Resizing(7, 8, interpolation='nearest'), l.Resizing(3, 4), l.Conv2D(2, 2))
    yield 'cropping', between(k, l.CenterCrop(5, 4), l.ZeroPadding2D(((1, 0), (2, 1))), l.Cropping2D(((1, 0), (0, 1))), l.Conv2D(2, 2))
    yield 'upsampling', between(k, l.UpSampling2D(2), l.UpSampling2D((2, 3), interpolation='bilinear'))
    yield 'convolutions', between(
        k, l.Conv2D(4, 3, padding='same', activation='relu'), l.DepthwiseConv2D(2, depth_multiplier=2, padding='same'),
        l.BatchNormalization(), l.SeparableConv2D(4, 2, strides=2, padding='same'), l.BatchNormalization(scale=False),
        l.Conv2DTranspose(2, 3, strides=2), l.LayerNormalization())
    x = l.Input(IMAGE)
    y = convnext.LayerScale(0.5, 2)(l.LayerNormalization()(l.Conv2D(2, 3, padding='same')(x)))
    y = l.Add()([x, convnext.StochasticDepth(0.3)(y)])
    y = l.Add()([y, convnext.StochasticDepth(0.3)(convnext.LayerScale(0.5, 2, name='scaled')(l.Activation('gelu')(y)))])
    yield 'convnext', k.Model(x, l.Dense(3)(l.GlobalAveragePooling2D()(y)))
    same = lambda: l.Conv2D(2, 2, name='same')
    yield 'nested', between(k, k.Sequential([same(), l.BatchNormalization()], name='first'), same(), k.Sequential([same()], name='second'))
    x = l.Input((4,))
    inner = l.Input((4,))
    sub = k.Model(inner, l.Dense(4, activation='gelu', name='dense')(inner), name='sub')
    y = l.Dense(4, name='dense')(sub(sub(x)))
    shared = l.Dense(4, activation='tanh')
    y = l.Concatenate()([shared(shared(y)), l.Average()([x, y, shared(x)]), l.Subtract()([x, y])])
    yield 'functional', k.Model(x, l.Dense(3)(y))
    row, steps = (7,), (9, 3)
    yield 'thresholds', between(
        k, l.ReLU(threshold=0.3, negative_slope=0.2, max_value=1.5), l.Dense(4), l.ReLU(negative_slope=0.1), shape=row)
    yield 'softmax over axes', between(k, l.Softmax(axis=1), l.Softmax(axis=[1, 2]), l.Softmax(axis=-1), l.Rescaling(9.0))
    yield 'layer normalization', between(
        k, l.LayerNormalization(axis=[1, 2]), l.LayerNormalization(axis=1, center=False), l.LayerNormalization(axis=[1, 2, 3]),
        l.LayerNormalization(axis=[2, 3], scale=False, epsilon=0.1), l.LayerNormalization(axis=2), l.LayerNormalization(rms_scaling=True))
    yield 'group normalization', between(
        k, l.Conv2D(6, 2), l.GroupNormalization(groups=3), l.Conv2D(4, 2), l.GroupNormalization(groups=-1, scale=False),
        l.GroupNormalization(groups=2, axis=-1, center=False, epsilon=0.1), l.GroupNormalization(groups=2, axis=1), l.Flatten(), l.GroupNormalization(8))
    yield 'rms and unit normalization', between(
        k, l.RMSNormalization(), l.RMSNormalization(axis=[2, 3], epsilon=0.1), l.UnitNormalization(), l.UnitNormalization(axis=[1, 2]),
        l.Normalization(axis=(1, 3)), l.Flatten(), l.RMSNormalization(), l.UnitNormalization())
    yield 'sequences', between(
        k, l.ZeroPadding1D((1, 2)), l.SeparableConv1D(4, 3, depth_multiplier=2, padding='same'), l.BatchNormalization(), l.UpSampling1D(2),
        l.DepthwiseConv1D(3, strides=2, depth_multiplier=2, padding='same', activation='tanh'), l.Cropping1D((0, 1)),
        l.Conv1DTranspose(3, 4, strides=2, padding='same', activation='silu'), l.ZeroPadding1D(1), l.Cropping1D(2), shape=steps)
    yield 'sequences pooled', between(k, l.MaxPooling1D(2), l.GlobalAveragePooling1D(keepdims=True), l.UpSampling1D(3), shape=steps)
    yield 'repeated', between(k, l.Dense(3, activation='relu'), l.RepeatVector(4), l.Dense(2), l.Permute((2, 1)), l.Reshape((2, 2, -1)), shape=row)
    yield 'transposed convolutions', between(
        k, l.Conv2DTranspose(3, 3, strides=2, padding='same', output_padding=1), l.Conv2DTranspose(2, (3, 2), strides=(2, 3), output_padding=(1, 2)),
        l.Conv2DTranspose(1, 2, strides=3, padding='same', output_padding=2), shape=(3, 4, 2))
    yield 'pooled', between(k, l.AveragePooling2D(2, padding='same', strides=1), l.GlobalMaxPooling2D(keepdims=True), l.Conv2D(3, 1, activation='gelu'))
    x = l.Input(IMAGE)
    y, z = l.Conv2D(3, 2)(x), l.Conv2D(3, 2, activation='sigmoid')(x)
    y = l.Concatenate(axis=1)([l.Multiply()([y, z]), l.Maximum()([y, z, y]), l.Minimum()([y, z])])
    y = l.Add()([y, l.GlobalAveragePooling2D(keepdims=True)(y), l.GlobalMaxPooling2D(keepdims=True)(y)])
    y, z = l.Reshape((-1, 3))(y), l.Reshape((-1, 3))(l.Subtract()([y, l.Average()([l.ELU()(y), y])]))
    y = l.Dot(axes=(1, 1))([l.Dot(axes=2)([y, z]), l.Permute((1, 2))(z)])
    y = l.Flatten()(y)
    yield 'merges', k.Model(x, l.Concatenate()([l.Dot(axes=1)([l.Dense(5)(y), l.Dense(5)(y)]), l.Dense(2)(y)]))
    x = l.Input((4,))
    y, z = l.Dense(5)(x), l.Reshape((5, 2))(l.Dense(10)(x))
    yield 'cosines', k.Model(x, l.Concatenate()([l.Dot(axes=1, normalize=True)([y, l.Dense(5)(x)]), l.Dot(axes=(1, -2), normalize=True)([y, z])]))
    o = k.ops
    x = l.Input((4,))
    y = l.Dense(4)(x)
    z = o.log(o.clip(o.softmax(y), 0.01, 0.9)) + o.log_softmax(y)
    z = o.mean(z, axis=1, keepdims=True) + o.max(y, axis=-1, keepdims=True) - o.sum(z, axis=1, keepdims=True) * o.min(y, axis=1, keepdims=True)
    z = o.maximum(z, 0.1) * o.square(y) + o.minimum(o.sqrt(o.exp(z)), 3.0) / (o.abs(y) + 1.0)
    z = o.squeeze(o.expand_dims(o.transpose(o.reshape(z, (-1, 2, 2)), (0, 2, 1)), -1), -1)
    z = o.cast(o.power(o.matmul(z, z), 2.0), 'float32')
    z = o.concatenate([z, 0.5 * z], axis=1)
    yield 'functions', k.Model(x, o.concatenate([z[:, 0], z[:, 1:3, -1], o.normalize(z[:, :, 1])], axis=1))
    yield from sequences_of_vectors(k)
    x = l.Input((6, 4))
    y = l.EinsumDense('...x,xy->...y', output_shape=7, bias_axes='y', activation='relu')(x)
    y = l.EinsumDense('abc,cde->abde', output_shape=(6, 2, 3), bias_axes='de')(y)
    y = l.EinsumDense('abde,def->abf', output_shape=(6, 5), activation='hard_sigmoid')(y)
    y = l.EinsumDense('abf,bfg->afg', output_shape=(5, 2), bias_axes='f')(y)
    yield 'sums of products', k.Model(x, l.Dense(3)(l.Flatten()(y)))
    x = l.Input((4,))
    y = 1 - (2 * l.Dense(4)(x) + 1) / 2 - 0.3
    y = k.ops.leaky_relu(k.ops.elu(y, alpha=0.4), 0.1) + np.array([0.1, 0.2, 0.3, 0.4], 'float32')
    y = k.activations.gelu(-y, approximate=True) * k.ops.silu(y) + k.ops.hard_sigmoid(y) - k.ops.relu(k.ops.tanh(y))
    yield 'arithmetic', k.Model(x, l.Dense(3)(y))


def keras2():
    k, l = tf_keras, tf_keras.layers
    yield from recurrent(k)
    yield 'activations', activations(k, [
        'relu', 'elu', 'selu', 'gelu', 'swish', 'mish', 'leaky_relu', 'hard_sigmoid', 'sigmoid', 'tanh', 'softplus', 'softsign',
        'exponential']), 4.0
    yield 'layers', between(
        k, l.RandomFlip(), l.RandomZoom(0.1), l.Normalization(), l.Resizing(12, 10), l.CenterCrop(9, 8), l.Conv2D(3, 2),
        l.LeakyReLU(alpha=0.07), l.DepthwiseConv2D(2), l.LeakyReLU(), l.UpSampling2D(2, interpolation='bilinear'), l.Rescaling(2.0, -1.0))
    yield 'normalizations', between(
        k, l.LayerNormalization(axis=[1, 2]), l.GroupNormalization(groups=2), l.UnitNormalization(axis=1), l.ReLU(max_value=0.5, threshold=0.1), l.Softmax(axis=[1, 2]), l.Rescaling(9.0))


    yield from sequences_of_vectors(k)


def main():
    models = []
    for name, model, *spread in keras3():
        how = ['keras', 'h5'] if name in BOTH else ['keras']
        models += [entry(f'Keras 3, {name}', each, model, *spread) for each in how]
    models += [entry(f'Keras 2, {name}', 'h5', model, *spread) for name, model, *spread in keras2()]
    with open(sys.argv[1], 'w') as file:
        json.dump(models, file, separators=(',', ':'))


main()
