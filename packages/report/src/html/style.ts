import { NEUTRAL, PALETTE } from '../figure/theme.js';

const dark = { paper: '#16191d', ink: '#e6e9ed', muted: '#9aa4af', grid: '#2c3238', accent: '#58a6d8' };

/** Repaints one colour of the inline figures for dark pages. */
const repaint = (from: string, to: string): string =>
  `svg [fill="${from}"]{fill:${to}} svg [stroke="${from}"]{stroke:${to}}`;

/** The style sheet of the page: one column, system fonts, light and dark, printable. */
export const style = `
:root{color-scheme:light dark;--paper:${NEUTRAL.paper};--ink:${NEUTRAL.ink};--muted:${NEUTRAL.muted};--grid:${NEUTRAL.grid};--accent:${PALETTE[0]}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 Inter,system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif}
main{max-width:46rem;margin:0 auto;padding:4rem 1.5rem 6rem}
h1{font-size:2rem;line-height:1.2;letter-spacing:-.02em;margin:0 0 .5rem}
h2{font-size:1.05rem;margin:3.5rem 0 1rem}
p{margin:.5rem 0}
a{color:var(--accent);text-decoration:none}
a:hover{text-decoration:underline}
.meta,figcaption,.more{color:var(--muted);font-size:.875rem}
.headlines{margin:2.5rem 0 0;border-top:1px solid var(--grid)}
.headlines div{display:grid;grid-template-columns:minmax(8rem,13rem) 1fr;gap:.25rem 1.5rem;padding:.75rem 0;border-bottom:1px solid var(--grid)}
.headlines dt{color:var(--muted);font-size:.875rem;line-height:1.7}
.headlines dd{margin:0;font-weight:500;overflow-wrap:anywhere}
.headlines .warning{margin:.25rem 0 0;font-size:.875rem;border-left:3px solid currentColor;padding-left:.5rem}
@media (max-width:36rem){.headlines div{grid-template-columns:1fr}}
.claims{list-style:none;margin:0;padding:0;border-top:1px solid var(--grid)}
.claim{display:grid;grid-template-columns:9rem 1fr;column-gap:1.5rem;padding:.75rem 0;border-bottom:1px solid var(--grid)}
.claim p{margin:0;grid-column:2}
.claim .verdict{grid-column:1;font-weight:600}
@media (max-width:36rem){.claim{display:block}}
[data-verdict="does not hold"] .verdict{text-decoration:underline}
[data-verdict="undecided"] .verdict{color:var(--muted)}
figure{margin:0 0 3rem}
figure svg{display:block;width:100%;height:auto}
figcaption{margin-top:.5rem}
.exhibit{margin:0 0 2rem}
.pictures{display:grid;grid-template-columns:repeat(auto-fit,minmax(8rem,1fr));gap:.75rem}
.pictures img{display:block;width:100%;border-radius:2px}
.pictures .small{image-rendering:pixelated}
.pictures span{display:block;margin-top:.25rem;color:var(--muted);font-size:.8125rem;line-height:1.35}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.8125rem;font-variant-numeric:tabular-nums;min-width:100%}
th,td{padding:.35rem .9rem .35rem 0;text-align:left;border-bottom:1px solid var(--grid);white-space:nowrap}
th{font-weight:500;color:var(--muted)}
.n{text-align:right}
@media (prefers-color-scheme:dark){
:root{--paper:${dark.paper};--ink:${dark.ink};--muted:${dark.muted};--grid:${dark.grid};--accent:${dark.accent}}
${repaint(NEUTRAL.paper, dark.paper)}
${repaint(NEUTRAL.ink, dark.ink)}
${repaint(NEUTRAL.muted, dark.muted)}
${repaint(NEUTRAL.reference, dark.muted)}
${repaint(NEUTRAL.grid, dark.grid)}
${repaint(PALETTE[0], dark.accent)}
}
@media print{main{padding:0}figure{break-inside:avoid}}
`;
