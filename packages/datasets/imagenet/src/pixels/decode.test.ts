import { crc32, deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { picture } from '../testing/folder.js';
import { PILLOW } from '../testing/pillow.js';
import { decoder } from './decode.js';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));
const fileOf = (kind: string): Uint8Array => bytesOf(PILLOW.find(([name]) => name === kind)![1]);

/** A TIFF of 3 × 5 pixels in YCbCr, as Pillow writes it. */
const LUMINANCE =
  'SUkqAAgAAAAMAAABBAABAAAABQAAAAEBBAABAAAAAwAAAAIBAwADAAAAngAAAAMBAwABAAAAAQAAAAYBAwABAAAABgAAABEBBAABAAAA1AAAABUBAwABAAAAAwAAABYBBAABAAAAAwAAABcBBAABAAAALQAAABwBAwABAAAAAQAAABICAwACAAAAAQABABQCBQAGAAAApAAAAAAAAAAIAAgACAAAAAAAAQAAAP8AAAABAAAAgAAAAAEAAAD/AAAAAQAAAIAAAAABAAAA/wAAAAEAAACfjWWSaKSVSFNn05dpeX6CVkqTkWAxq3tziNRtTTG1d2jZJZmtYI5eZlKKYkw=';

describe('decoding', () => {
  it.each(PILLOW)('makes of %s what Pillow does', async (_, file, height, width, rgb) => {
    const decoded = await (await decoder())(bytesOf(file));
    expect([decoded.height, decoded.width]).toEqual([height, width]);
    expect([...decoded.data]).toEqual([...bytesOf(rgb)]);
  });

  it.each(['gray', 'alpha', 'palette', '16 bit', 'webp', 'tiff'])(
    'gives RGB bytes of a picture with %s',
    async (kind) => {
      const { default: sharp } = await import('sharp');
      const image = sharp(await picture([200, 200, 200]));
      const bytes = await {
        gray: () => image.toColourspace('b-w').png(),
        alpha: () => image.ensureAlpha(0.5).png(),
        palette: () => image.png({ palette: true }),
        '16 bit': () => image.toColourspace('rgb16').png(),
        webp: () => image.webp({ lossless: true }),
        tiff: () => image.tiff({ compression: 'none' }),
      }[kind]!().toBuffer();
      const { data, height, width, notes } = await (await decoder())(bytes);
      expect([height, width, data.length]).toEqual([12, 16, 576]);
      expect([...data.subarray(0, 3), ...data.subarray(-3)]).toEqual([255, 255, 255, 200, 200, 200]);
      expect(notes).toEqual(
        { alpha: ['transparency is dropped, as Pillow does'], '16 bit': ['16 bits per channel are reduced to 8'] }[
          kind
        ] ?? [],
      );
    },
  );

  it('says of a GIF with several frames that the first is read', async () => {
    expect((await (await decoder())(fileOf('GIF with two frames'))).notes).toEqual([
      'only the first of its frames is read',
    ]);
  });

  it('says of a TIFF that lies on its side, or of a transparent colour, nothing that it does not do', async () => {
    const decode = await decoder();
    for (const kind of ['TIFF that lies on its side', 'GIF with a transparent colour'])
      expect((await decode(fileOf(kind))).notes).toEqual([]);
  });

  it.each([
    'BMP of 24 bits',
    'BMP with runs of bytes',
    'binary PPM',
    'ASCII PPM',
    'TIFF with LZW',
    'GIF',
    'lossless WebP',
  ])('refuses %s that is cut off', async (kind) => {
    const decode = await decoder();
    const whole = fileOf(kind);
    for (const share of [0.3, 0.6, 0.8])
      await expect(decode(whole.subarray(0, Math.floor(whole.length * share)))).rejects.toThrow();
  });

  const header = (at: number, ...bytes: number[]): Uint8Array => {
    const file = fileOf('BMP of 24 bits').slice();
    file.set(bytes, at);
    return file;
  };
  /** A PNG of a kilobyte whose header says that it is so wide and high. */
  const png = (size: number): Uint8Array => {
    const head = Buffer.alloc(17);
    head.write('IHDR');
    head.writeUInt32BE(size, 4);
    head.writeUInt32BE(size, 8);
    head.set([8, 2], 12);
    const chunk = (body: Buffer): Buffer => {
      const ends = Buffer.alloc(8);
      ends.writeUInt32BE(body.length - 4, 0);
      ends.writeUInt32BE(crc32(body), 4);
      return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
    };
    const data = Buffer.concat([Buffer.from('IDAT'), deflateSync(Buffer.alloc(1000))]);
    const parts = [head, data, Buffer.from('IEND')].map(chunk);
    return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...parts]);
  };
  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'empty file'],
    ['text', Buffer.from('hello'), 'no JPEG, PNG, WebP, TIFF, GIF, BMP, PPM, PGM'],
    ['a TIFF of luminance', bytesOf(LUMINANCE), 'TIFF in YCbCr without JPEG, expected RGB'],
    ['a web page', Buffer.from('<!doctype html>'), 'a web page'],
    ['a BMP of 2 bits', header(28, 2), 'BMP of 2 bits with compression 0'],
    ['a BMP with JPEG in it', header(30, 4), 'BMP of 24 bits with compression 4'],
    ['a PNG of 60 000 × 60 000 pixels', png(60_000), 'Input image exceeds pixel limit'],
    ['a BMP without width', header(18, 0, 0, 0, 0), 'BMP of 0 × 3 pixels'],
    ['a BMP too large', header(18, 255, 255, 255, 127), 'BMP of 2147483647 × 3 pixels'],
    ['a BMP with an odd header', header(14, 13), 'BMP with a header of 13 bytes, expected 12 or 40 and more'],
    ['a PPM without maxval', Buffer.from('P6 1 1'), 'PNM has no maxval'],
    ['a PPM with a large maxval', Buffer.from('P3 1 1 70000 1 1 1'), 'PNM with maxval 70000, expected 1…65535'],
    ['a PPM past its maxval', Buffer.from('P3 1 1 7 1 8 1'), 'PNM has a sample of 8, expected at most 7'],
    ['a PGM too large', Buffer.from('P5 99999999 99999999 255\n'), 'PNM of 99999999 × 99999999 pixels'],
  ])('refuses %s', async (_, bytes, message) => {
    await expect((await decoder())(Uint8Array.from(bytes))).rejects.toThrow(message);
  });

  it('reads 16-bit PGM, and says so', async () => {
    const { data, notes } = await (
      await decoder()
    )(Uint8Array.from([...Buffer.from('P5 2 1 65535\n'), 255, 255, 128, 0]));
    expect([...data]).toEqual([255, 255, 255, 128, 128, 128]);
    expect(notes).toEqual(['16 bits per channel are reduced to 8']);
  });
});
