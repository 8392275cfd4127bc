declare module 'pdfkit' {
  import type { Readable } from 'node:stream';

  /** A PDF that is written as it is drawn. */
  export default class PDFDocument extends Readable {
    constructor(options: { size: [number, number]; margin: number; info: { CreationDate: Date } });
    registerFont(name: string, file: string): this;
    end(): void;
  }
}

declare module 'svg-to-pdfkit' {
  import type PDFDocument from 'pdfkit';

  export default function draw(
    document: PDFDocument,
    svg: string,
    x: number,
    y: number,
    options: {
      width: number;
      height: number;
      assumePt: boolean;
      fontCallback(family: string, bold: boolean, italic: boolean): string;
    },
  ): void;
}

declare module 'subset-font' {
  export default function subsetFont(
    font: Buffer,
    text: string,
    options: { targetFormat: 'woff'; noHinting: true },
  ): Promise<Buffer>;
}
