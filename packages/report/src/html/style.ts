import { NEUTRAL, PALETTE } from '../figure/theme.js';

const dark = { paper: '#16191d', ink: '#e6e9ed', muted: '#9aa4af', grid: '#2c3238', accent: '#58a6d8' };

/** Repaints one colour of the inline figures for dark pages. */
const repaint = (from: string, to: string): string =>
  `svg [fill="${from}"]{fill:${to}} svg [stroke="${from}"]{stroke:${to}}`;

/** The style sheet of the page: one column for text and figures, the whole width for tables; light and dark, printable. */
export const style = `
:root{color-scheme:light dark;--paper:${NEUTRAL.paper};--ink:${NEUTRAL.ink};--muted:${NEUTRAL.muted};--grid:${NEUTRAL.grid};--accent:${PALETTE[0]}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 Inter,system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif}
main{max-width:110rem;margin:0 auto;padding:4rem 1.5rem 6rem}
main>*{max-width:46rem;margin-inline:auto}
main>.wide{max-width:100%;width:fit-content;min-width:min(46rem,100%)}
h1{font-size:2rem;line-height:1.2;letter-spacing:-.02em;margin:0 0 .5rem;overflow-wrap:anywhere}
h2{font-size:1.05rem;margin:3.5rem 0 1rem}
p{margin:.5rem 0}
a{color:var(--accent);text-decoration:underline;text-decoration-thickness:1px;text-underline-offset:.15em}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
code,pre{font:.875em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
pre{border:1px solid var(--grid);border-radius:4px;padding:.75rem 1rem;margin:.5rem 0;white-space:pre-wrap}
.meta,figcaption,.more{color:var(--muted);font-size:.875rem;overflow-wrap:anywhere}
figcaption b{color:var(--ink);font-weight:600}
.files{white-space:nowrap}
.headlines,.facts{margin:0;border-top:1px solid var(--grid)}
.headlines div,.facts div{display:grid;grid-template-columns:minmax(8rem,13rem) 1fr;gap:.25rem 1.5rem;padding:.75rem 0;border-bottom:1px solid var(--grid)}
.facts div{padding:.4rem 0}
.headlines dt,.facts dt{color:var(--muted);font-size:.875rem;line-height:1.7}
.headlines dd{margin:0;font-weight:500;overflow-wrap:anywhere}
.facts dd{margin:0;font-size:.875rem;line-height:1.7;overflow-wrap:anywhere}
.headlines .warning{margin:.25rem 0 0;font-weight:400;font-size:.875rem;border-left:3px solid currentColor;padding-left:.5rem}
@media (max-width:36rem){.headlines div,.facts div{grid-template-columns:1fr}}
.claims{list-style:none;margin:0;padding:0;border-top:1px solid var(--grid)}
.claim{display:grid;grid-template-columns:9rem 1fr;column-gap:1.5rem;padding:.75rem 0;border-bottom:1px solid var(--grid)}
.claim p{margin:0;grid-column:2}
.claim .verdict{grid-column:1;font-weight:600}
.claim details{grid-column:2}
.claim summary{cursor:pointer}
@media (max-width:36rem){.claim{display:block}}
[data-verdict="does not hold"] .verdict{text-decoration:underline}
[data-verdict="undecided"] .verdict{color:var(--muted)}
figure{margin:0 0 3.5rem}
.drawing{margin:0 auto}
.drawing svg{display:block;width:100%;height:auto}
figcaption{margin-top:.5rem}
.exhibit{margin:0 0 2rem}
.pictures{display:grid;grid-template-columns:repeat(auto-fit,minmax(8rem,1fr));gap:.75rem}
.pictures img{display:block;width:100%;border-radius:2px}
.pictures .small{image-rendering:pixelated}
.pictures span{display:block;margin-top:.25rem;color:var(--muted);font-size:.8125rem;line-height:1.35}
.bar{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:baseline;margin:0 0 .75rem;font-size:.875rem;color:var(--muted)}
.bar input{font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--muted);border-radius:4px;padding:.15rem .5rem;width:14rem;max-width:100%}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.8125rem;line-height:1.45;font-variant-numeric:tabular-nums;width:100%}
th,td{padding:.35rem .6rem;text-align:left;border-bottom:1px solid var(--grid);vertical-align:top}
th:first-child,td:first-child{padding-left:0}
th:last-child,td:last-child{padding-right:.8rem}
th{font-weight:500;color:var(--muted);vertical-align:bottom}
td{overflow-wrap:anywhere}
@media (min-width:48rem){.overview th.n{white-space:nowrap}}
.n{text-align:right}
td.n{white-space:nowrap}
tr[hidden]{display:none!important}
th button{font:inherit;color:inherit;background:none;border:0;padding:0;margin:0;text-align:inherit;cursor:pointer;position:relative}
th button:hover{color:var(--ink)}
[aria-sort] button::after{position:absolute;left:100%;bottom:0}
[aria-sort=ascending] button::after{content:"↑"}
[aria-sort=descending] button::after{content:"↓"}
@media (prefers-color-scheme:dark){
:root{--paper:${dark.paper};--ink:${dark.ink};--muted:${dark.muted};--grid:${dark.grid};--accent:${dark.accent}}
${repaint(NEUTRAL.paper, dark.paper)}
${repaint(NEUTRAL.ink, dark.ink)}
${repaint(NEUTRAL.muted, dark.muted)}
${repaint(NEUTRAL.reference, dark.muted)}
${repaint(NEUTRAL.grid, dark.grid)}
${repaint(PALETTE[0], dark.accent)}
}
@media print{details::details-content{content-visibility:visible;display:block}}
@media print{:root{color-scheme:light}body{font-size:10pt}main{padding:0}figure,tr,.claim,.exhibit{break-inside:avoid}h2{break-after:avoid}.bar,.files{display:none}.scroll{overflow:visible}}
`;
