"""Models of keras.applications with random weights, as the peer of keras.mjs, which starts it. Usage: python keras_tensorflow.py FOLDER.
Answers every line `NAME SIZE FORMAT` with the model's number of parameters, having written it for TensorFlow.js as tensorflowjs_converter does
from a file of that format (keras or h5), and an input, a cotangent, Keras's logits and gradient."""
import contextlib, io, json, os, sys
from unittest.mock import MagicMock

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
for name in ["tensorflow_decision_forests", "tensorflow_hub", "jax", "jax.experimental", "jax.experimental.jax2tf"]:
    sys.modules[name] = MagicMock()
with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
    import keras, numpy as np, tensorflow as tf
    from tensorflowjs.converters import keras_h5_conversion as conversion
    from tensorflowjs.converters.converter import dispatch_keras_keras_to_tfjs_layers_model_conversion as archive

folder = sys.argv[1]


def made(name, size):
    """The model with the statistics of random images, and without weights that start at zero."""
    keras.utils.set_random_seed(0)
    stream = np.random.default_rng(0)
    model = getattr(keras.applications, name)(weights=None, input_shape=(size, size, 3), classes=10, classifier_activation=None)
    grey = any(isinstance(layer, keras.layers.Rescaling) for layer in model.layers)
    draw = lambda n: stream.uniform(0 if grey else -1, 255 if grey else 1, (n, size, size, 3)).astype("float32")
    for weight in model.trainable_weights:
        if not np.any(weight.numpy()):
            weight.assign(stream.normal(0, 0.05, weight.shape).astype("float32"))
    norms = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.momentum = 0.0
    if norms:
        model(draw(8), training=True)
    for norm, momentum in zip(norms, momenta):
        norm.momentum = momentum
    return model, draw(1), stream.normal(size=(1, 10)).astype("float32")


def answer(name, size, how):
    model, x, c = made(name, int(size))
    at = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(at)
        logits = model(at, training=False)
        product = tf.reduce_sum(logits * c)
    values = {"x": x, "c": c, "logits": logits, "gradient": tape.gradient(product, at)}
    for key, value in values.items():
        np.asarray(value, "float32").tofile(f"{folder}/{name}.{key}.f32")
    path = f"{folder}/{name}.{how}"
    model.save(path)
    topology, groups = archive(path) if how == "keras" else conversion.h5_merged_saved_model_to_tfjs_format(path)
    os.makedirs(f"{folder}/{name}-{how}", exist_ok=True)
    conversion.write_artifacts(topology, groups, f"{folder}/{name}-{how}", quantization_dtype_map={})
    os.remove(path)
    return {"parameters": model.count_params()}


print(json.dumps({"keras": keras.__version__, "tensorflow": tf.__version__}), flush=True)
for line in sys.stdin:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            found = answer(*line.split())
        except Exception as error:
            found = {"refused": f"{type(error).__name__}: {error}".splitlines()[0]}
    print(json.dumps(found), flush=True)
