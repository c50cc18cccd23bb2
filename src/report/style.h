// How report.html looks: on a desk, on a phone, in the dark, on A4. No font, picture or rule from elsewhere.
#pragma once

namespace gren::report {

inline constexpr char kReportStyle[] = R"css(
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #59636e; --paper: #ffffff; --line: #d1d9e0;
  --tint: #f3f6f9; --accent: #0060a0; --alarm: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9aa5b1; --paper: #12161b;
  --line: #343c46; --tint: #1b2129; --accent: #6cb6ff; --alarm: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 80rem; padding: 1rem 1.25rem 4rem; background: var(--paper);
  color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: .5rem 0 1rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); }
p { max-width: 48rem; margin: .5rem 0; overflow-wrap: anywhere; }
a { color: var(--accent); }
.warning { padding: .4rem .8rem; border-left: 4px solid var(--alarm); background: var(--tint); }
.warning strong { color: var(--alarm); }
nav ol { columns: 2 16rem; padding-left: 1.5rem; }
figure { margin: 1.25rem 0; }
figcaption { font-weight: 600; margin-bottom: .4rem; max-width: 60rem; }
.note { color: var(--soft); font-size: .8rem; max-width: 60rem; margin: .3rem 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .76rem; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .38rem; text-align: left; vertical-align: top; white-space: nowrap; }
thead th { border-top: 2px solid var(--ink); border-bottom: 1px solid var(--ink); vertical-align: bottom; }
tbody tr:last-child > * { border-bottom: 2px solid var(--ink); }
tbody tr.block > * { border-top: 1px solid var(--ink); }
tbody tr.own { background: var(--tint); }
tr.paper > *, tr.ceiling > *, tr.control > * { color: var(--soft); font-weight: 400; }
tr.ceiling > * { font-style: italic; }
tbody th { font-weight: 500; }
th.number, td.number { text-align: right; }
td small, th small, .panel small { display: block; color: var(--soft); font-size: .68rem; font-weight: 400; }
.plot svg { display: block; width: 100%; min-width: 34rem; max-width: 64rem; height: auto; }
.plot figcaption { margin-top: .5rem; font-weight: 400; font-size: .9rem; }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .75rem; }
.panel { margin: 0; }
.panel svg { width: 100%; height: auto; display: block; background: #000; }
.panel figcaption { font-size: .82rem; font-weight: 500; margin: .25rem 0 0; line-height: 1.3; }
.shared { position: absolute; width: 0; height: 0; }
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #444; --paper: #fff; --line: #999; --tint: #f1f1f1;
    --alarm: #b3261e; }
  @page { size: A4; margin: 14mm; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav { display: none; }
  .scroll { overflow: visible; }
  table { font-size: 6.6pt; }
  td small, th small, .panel small { font-size: 5.6pt; }
  .note { font-size: 7.5pt; max-width: none; }
  th, td { padding: 1.5pt 3pt; white-space: normal; }
  .plot svg { min-width: 0; }
  .panels { grid-template-columns: repeat(5, 1fr); gap: 4pt; }
  h2 { break-after: avoid; }
  tr, .plot, .case { break-inside: avoid; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
)css";

}  // namespace gren::report
