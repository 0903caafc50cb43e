/** The verdict, its scale and its figures. */
export const VERDICT_STYLES = `
.verdict { border-top: 3px solid var(--ink); padding-top: 1.5rem; display: grid; gap: 1.25rem 3.5rem; }
.verdict > * { min-width: 0; }
.number { font-size: clamp(4.5rem, 3.5rem + 4vw, 6rem); line-height: 0.85; white-space: nowrap; font-weight: 700; letter-spacing: -0.045em; color: var(--grade, var(--na)); font-variant-numeric: tabular-nums; }
.grade { margin-top: 0.9rem; font-weight: 700; font-size: 1.0625rem; letter-spacing: 0.06em; color: var(--grade, var(--na)); }
.verdict-words h2 { font-size: clamp(1.5rem, 1.2rem + 1.6vw, 2.25rem); letter-spacing: -0.02em; }
.verdict-words p { margin-top: 0.75rem; max-width: 40rem; font-size: 1.0625rem; }
.caps { margin-top: 0.75rem; max-width: 40rem; }
.caps li { padding-left: 0.85rem; border-left: 3px solid var(--critical-fill); }
.caps li + li { margin-top: 0.4rem; }
.scale { display: block; overflow: visible; }
.scale text { font-family: var(--sans); font-size: 13px; fill: var(--soft); font-variant-numeric: tabular-nums; }
.scale-name { display: none; font-size: 12px; }
.scale-track { fill: var(--track); }
.scale-fill { fill: var(--grade-fill); }
.scale-cut { stroke: var(--paper); stroke-width: 2; }
.scale-held { fill: var(--grade-fill); opacity: 0.35; }
.scale-mark { fill: var(--ink); }
.scale-range line { stroke: var(--strong-line); stroke-width: 1.5; }
.figures { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem 1.5rem; border-top: 1px solid var(--line); padding-top: 1.25rem; }
.figures dd { font-size: 1.375rem; font-weight: 650; line-height: 1.25; font-variant-numeric: tabular-nums; }
.figures small { display: block; font-size: 0.875rem; font-weight: 400; color: var(--soft); line-height: 1.4; }
.gates li { display: grid; grid-template-columns: minmax(6.5rem, auto) 1fr; gap: 1rem; padding: 0.4rem 0; border-top: 1px solid var(--line); font-size: 0.9375rem; }
.gates b { white-space: nowrap; }
.gates code { margin-right: 0.4rem; }
.gate-failed b { color: var(--critical); }
.gate-passed b { color: var(--good); }
@media (min-width: 40rem) {
  .figures { grid-template-columns: repeat(5, auto); justify-content: space-between; }
}
@media (min-width: 60rem) {
  .scale-name { display: inline; }
  .verdict { grid-template-columns: 12rem minmax(0, 1fr); padding-top: 2.25rem; row-gap: 2rem; }
  .scale, .figures, .gates { grid-column: 1 / -1; }
}
`
