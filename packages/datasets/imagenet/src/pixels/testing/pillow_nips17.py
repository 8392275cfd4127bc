"""Prints the MD5 sums in nips17.test.ts. Usage: python pillow_nips17.py FOLDER_OF_IMAGES (made with Pillow 11.3.0)."""

import hashlib
import pathlib
import sys

from PIL import Image

torchvision, keras = hashlib.md5(), hashlib.md5()
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    image = Image.open(path).convert("RGB")
    width, height = image.size
    short = min(width, height)
    resized = image.resize((int(256 * width / short), int(256 * height / short)), Image.Resampling.BILINEAR)
    left, top = round((resized.width - 224) / 2), round((resized.height - 224) / 2)
    torchvision.update(resized.crop((left, top, left + 224, top + 224)).tobytes())
    keras.update(image.resize((224, 224), Image.Resampling.NEAREST).tobytes())
print("torchvision", torchvision.hexdigest(), "keras", keras.hexdigest())
