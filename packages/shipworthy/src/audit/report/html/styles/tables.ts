/** The profile, the route and the categories. */
export const TABLE_STYLES = `
.facts { display: grid; gap: 0 2.5rem; border-top: 1px solid var(--line); }
.facts > div { padding: 0.7rem 0 0.75rem; border-bottom: 1px solid var(--line); }
.facts dd + dd { margin-top: 0.3rem; }
.facts .place { display: block; }
.fact-off, .fact-unknown { color: var(--soft); }
.place { color: var(--soft); font-size: 0.8125rem; }
.badge { display: inline-block; font-size: 0.8125rem; line-height: 1.35; padding: 0 0.35rem; border: 1px solid currentColor; border-radius: 3px; margin-left: 0.25rem; }
.fact-off .badge { color: var(--warning); }
.lead { font-size: 1.125rem; font-weight: 600; }
.route { counter-reset: step; margin-top: 0.75rem; border-top: 1px solid var(--line); }
.route li { counter-increment: step; position: relative; padding: 0.7rem 0 0.7rem 2.25rem; border-bottom: 1px solid var(--line); }
.route li::before { content: counter(step); position: absolute; left: 0; font-weight: 650; color: var(--soft); font-variant-numeric: tabular-nums; }
.route-end { margin-top: 0.9rem; }
.categories { width: 100%; border-collapse: collapse; text-align: left; font-variant-numeric: tabular-nums; }
.categories th, .categories td { padding: 0.5rem 0; border-bottom: 1px solid var(--line); vertical-align: baseline; }
.categories thead th { color: var(--soft); font-weight: 400; }
.categories tbody th { font-size: 1rem; font-weight: 500; padding-right: 1rem; }
.categories tbody th a { color: inherit; text-decoration-color: var(--strong-line); }
.categories :is(td, th):nth-child(n + 3) { text-align: right; white-space: nowrap; padding-left: 1rem; color: var(--soft); font-size: 0.875rem; }
.score-cell { display: grid; grid-template-columns: 2.25rem minmax(3rem, 1fr); gap: 0.75rem; align-items: center; }
.is-na .score-cell { align-items: baseline; }
.score-cell > :first-child { text-align: right; }
.bar { display: block; }
.bar-track { fill: var(--track); }
.bar-fill { fill: var(--grade-fill); }
.is-na, .is-na th, .is-na th a { color: var(--na); font-weight: 400; }
.reason { font-size: 0.9375rem; }
@media (max-width: 39.99rem) {
  .categories thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .categories tbody, .categories tbody th, .categories tbody td { display: block; border: 0; padding: 0; }
  .categories tr { display: grid; grid-template-columns: 1fr auto; gap: 0.2rem 1rem; padding: 0.6rem 0; border-bottom: 1px solid var(--line); }
  .categories tbody td:nth-child(2) { grid-column: 1 / -1; grid-row: 2; }
  .categories tbody td:nth-child(3)::after { content: " verified"; }
  .categories tbody td.nothing { display: none; }
  .categories tbody td:nth-child(4) { display: none; }
}
@media (min-width: 40rem) {
  .route li { display: flex; justify-content: space-between; align-items: baseline; gap: 1.5rem; }
  .route .meta { flex: none; }
  .facts { grid-template-columns: 1fr 1fr; }
  .categories tbody th { width: 15rem; }
}
`
