#!/bin/sh
# Puts a working @tensorflow/tfjs-node into a project's node_modules, on Linux x86-64, with npm, pip and a C++ compiler alone.
# Usage: sh install.sh [PROJECT]   Environment: PYTHON, CXX; npm and pip read their own (registry, index, cache).
set -eu
cd "${1:-.}"
package=$PWD/node_modules/@tensorflow/tfjs-node
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The JavaScript and the sources of the addon. The install script, which downloads the rest from another host, does not run.
npm install --ignore-scripts --no-audit --no-fund @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-layers@4.22.0 @tensorflow/tfjs-node@4.22.0
npm install --ignore-scripts --no-audit --no-fund --prefix "$work" node-api-headers@1.5.0

# TensorFlow's C library with its headers, from the wheel for Python; no Python of that version is needed.
"${PYTHON:-python3}" -m pip download --quiet --no-deps --dest "$work" --only-binary=:all: --implementation cp --python-version 3.11 \
  --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64 tensorflow-cpu==2.13.1
rm -rf "$package/deps" "$package/lib"
mkdir -p "$package/deps/lib" "$package/lib/napi-v8"
"${PYTHON:-python3}" - "$work" "$package/deps" <<'PY'
import glob, os, shutil, sys, zipfile
work, deps = sys.argv[1:]
with zipfile.ZipFile(glob.glob(work + '/*.whl')[0]) as wheel:
    for name in wheel.namelist():
        path = name.removeprefix('tensorflow/')
        if path in ('libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'):
            target = os.path.join(deps, 'lib', path)
        elif path.startswith('include/') and path.endswith('.h'):
            target = os.path.join(deps, path)
        else:
            continue
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with wheel.open(name) as source, open(target, 'wb') as file:
            shutil.copyfileobj(source, file)
PY

# The addon, which finds the library beside itself.
"${CXX:-c++}" -std=c++17 -O2 -fPIC -shared -w -DNAPI_VERSION=8 -I"$work/node_modules/node-api-headers/include" -I"$package/deps/include" \
  "$package"/binding/*.cc -o "$package/lib/napi-v8/tfjs_binding.node" \
  -L"$package/deps/lib" -l:libtensorflow_cc.so.2 -l:libtensorflow_framework.so.2 -Wl,-rpath,'$ORIGIN/../../deps/lib'

# Node 23 removed two functions of its module util that are called here.
sed -i 's/(0, util_1\.isNullOrUndefined)(\([A-Za-z]*\))/(\1 == null)/g; s/(0, util_1\.isArray)(/Array.isArray(/g' \
  "$package/dist/nodejs_kernel_backend.js" "$package/dist/kernels/TopK.js"

TF_CPP_MIN_LOG_LEVEL=2 node -e "
  const tf = require('@tensorflow/tfjs-node'), { matMul } = require('@tensorflow/tfjs-core');
  if (tf.getBackend() !== 'tensorflow' || matMul([[1, 2], [3, 4]], [[1], [1]]).dataSync()[1] !== 7) process.exit(1);
  console.log('@tensorflow/tfjs-node', tf.version['tfjs-node'], 'on TensorFlow', tf.backend().binding.TF_Version);"
