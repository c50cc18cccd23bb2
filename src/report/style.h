// How report.html looks: on a desk, on a phone, on A4. Light everywhere: radiographs and plots are drawn for
// white paper. No font, picture or rule from elsewhere.
#pragma once

namespace gren::report {

inline constexpr char kReportStyle[] = R"css(
:root { color-scheme: light; --ink: #1b1f24; --soft: #59636e; --paper: #ffffff; --line: #d1d9e0;
  --tint: #f3f6f9; --accent: #0060a0; --alarm: #b3261e; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0 auto; max-width: 80rem; padding: 1rem 1.25rem 4rem; background: var(--paper);
  color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: .5rem 0 1rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .25rem; }
p { max-width: 48rem; margin: .5rem 0; overflow-wrap: anywhere; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.warning { padding: .4rem .8rem; border-left: 4px solid var(--alarm); background: var(--tint); }
.warning strong { color: var(--alarm); }
nav ol { columns: 3 16rem; padding-left: 1.5rem; font-size: .9rem; }
figure { margin: 1.25rem 0; }
figcaption { font-weight: 600; margin-bottom: .4rem; max-width: 60rem; }
.note { color: var(--soft); font-size: .8rem; max-width: 60rem; margin: .3rem 0; }
.scroll { overflow-x: auto; }
table + table { margin-top: .75rem; }
table { border-collapse: collapse; font-size: .76rem; line-height: 1.35; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .38rem; text-align: left; vertical-align: top; }
thead th { border-top: 2px solid var(--ink); border-bottom: 1px solid var(--ink); vertical-align: bottom; }
tbody tr:last-child > * { border-bottom: 2px solid var(--ink); }
tbody tr.block > * { border-top: 1px solid var(--ink); }
tbody tr.own { background: var(--tint); }
tr.paper > *, tr.ceiling > *, tr.control > * { color: var(--soft); font-weight: 400; }
tr.ceiling > * { font-style: italic; }
tbody th { font-weight: 500; }
tbody th.words { min-width: 8rem; }
th.number, td.number { text-align: right; }
td.number, td.figure { white-space: nowrap; }
.upright .long { writing-mode: vertical-rl; transform: rotate(180deg); line-height: 1.1; }
td small, th small, .panel small { display: block; color: var(--soft); font-size: .68rem; font-weight: 400; }
.plot svg { display: block; width: 100%; min-width: 34rem; max-width: 64rem; height: auto; }
.plot figcaption { margin-top: .5rem; font-weight: 400; font-size: .9rem; }
#filter { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; align-items: center; padding: .6rem .8rem;
  background: var(--tint); border: 1px solid var(--line); font-size: .9rem; position: sticky; top: 0;
  z-index: 1; }
#filter select, #filter input, #filter button { font: inherit; max-width: 100%; padding: .15rem .3rem; }
#filter output { font-variant-numeric: tabular-nums; font-weight: 600; }
.cases { display: grid; gap: 1rem 1.5rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, calc(var(--panels) * 8rem)), 1fr)); }
.case { margin: 0; scroll-margin-top: 4rem; }
.case > figcaption { font-size: .85rem; overflow-wrap: anywhere; }
.panels { display: grid; gap: .5rem;
  grid-template-columns: repeat(auto-fill, minmax(max(8rem, calc(100% / (var(--panels) + 1))), 1fr)); }
.panel { margin: 0; }
.panel svg { width: 100%; height: auto; display: block; background: #000; }
.panel figcaption { font-size: .8rem; font-weight: 500; margin: .25rem 0 0; line-height: 1.3; }
.shared { position: absolute; width: 0; height: 0; }
@media (max-width: 40rem) {
  body { padding: .75rem .75rem 3rem; }
  #filter { position: static; }
  .plot svg { min-width: 46rem; }
}
@media print {
  :root { --ink: #000; --soft: #444; --line: #999; --tint: #f1f1f1; }
  @page { size: A4; margin: 14mm; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav, #filter { display: none; }
  .scroll { overflow: visible; }
  table { font-size: 6.6pt; }
  td small, th small, .panel small { font-size: 5.6pt; }
  .note { font-size: 7.5pt; max-width: none; }
  th, td { padding: 1.5pt 3pt; }
  tbody th.words { min-width: 22mm; }
  .upright_on_paper .long { writing-mode: vertical-rl; transform: rotate(180deg); line-height: 1.1; }
  .plot svg { min-width: 0; }
  .cases { display: block; }
  .case { display: inline-block; vertical-align: top; margin: 0 3mm 3mm 0;
    width: min(100%, calc(var(--panels) * 21mm)); }
  .panels { grid-template-columns: repeat(min(var(--panels), 7), 1fr); gap: 4pt; }
  .case > figcaption { font-size: 8pt; }
  .panel figcaption { font-size: 7pt; }
  h2, h3, figcaption, .gallery > p { break-after: avoid; }
  tr, .plot, .case { break-inside: avoid; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
)css";

}  // namespace gren::report
