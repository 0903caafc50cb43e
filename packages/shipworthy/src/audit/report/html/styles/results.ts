/** Filters and the list of all results. */
export const RESULT_STYLES = `
.filters { border-block: 1px solid var(--line); padding: 0.9rem 0; display: grid; gap: 0.7rem; font-size: 0.9375rem; }
.filter-group { display: flex; flex-wrap: wrap; gap: 0.4rem; align-items: center; }
.filter-group .label { flex-basis: 100%; }
.filters button { min-height: 2.125rem; }
.filters button span { color: var(--soft); font-variant-numeric: tabular-nums; margin-left: 0.15rem; }
.filters button[aria-pressed="true"] { background: var(--ink); border-color: var(--ink); color: var(--paper); }
.filters button[aria-pressed="true"] span { color: inherit; }
.filter-more > summary { display: inline-flex; align-items: center; gap: 0.6rem; padding: 0.25rem 0; }
.filter-more .filter-group { margin-top: 0.4rem; }
.filter-more .label { display: none; }
.filter-status { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; color: var(--soft); }
.filter-status > span { flex: 1 1 12rem; font-variant-numeric: tabular-nums; }
.filter-status button { color: var(--ink); }
.group { margin-top: 1.75rem; }
.group > summary { display: flex; flex-wrap: wrap; align-items: center; gap: 0.15rem 0.65rem; padding: 0.4rem 0; }
.group > summary::before { margin-right: 0.1rem; }
.group h3 { font-size: 1.0625rem; }
.group .count { font-variant-numeric: tabular-nums; color: var(--soft); }
.group > summary .note { color: var(--soft); font-size: 0.875rem; }
.entries { border-top: 1px solid var(--line); }
.entry { border-bottom: 1px solid var(--line); scroll-margin-top: 1rem; }
.entry > summary, .entry-link { display: grid; grid-template-columns: auto 1fr auto; gap: 0.2rem 0.7rem; align-items: center; padding: 0.65rem 0; }
.entry-link { padding-left: 0; }
.entry > summary::before { grid-row: 1; }
.entry > summary:hover .entry-title { text-decoration: underline; text-decoration-color: var(--strong-line); text-underline-offset: 0.18em; }
.entry-title { grid-column: 1 / -1; font-weight: 550; }
.entry-meta { display: flex; flex-wrap: wrap; gap: 0.05rem 1rem; font-weight: 400; font-size: 0.875rem; color: var(--soft); text-decoration: none; }
.prefix { color: var(--soft); font-weight: 400; }
.gain { grid-row: 1; grid-column: 3; font-variant-numeric: tabular-nums; font-size: 0.9375rem; color: var(--soft); text-align: right; }
.tag { justify-self: start; line-height: 1.3; padding: 0.05rem 0.4rem; border: 1px solid currentColor; border-radius: 3px; white-space: nowrap; }
.tag-critical { color: var(--critical); font-weight: 650; }
.tag-warning { color: var(--warning); }
.tag-info { color: var(--info); }
.tag-pass { color: var(--good); }
.tag-unknown, .tag-error { color: var(--soft); border-style: dashed; }
.tag-not-applicable { color: var(--na); }
.entry-body { padding: 0 0 1.5rem; }
.entry-body .why { margin-top: 0.25rem; }
.empty { margin-top: 1.5rem; color: var(--soft); }
@media (min-width: 40rem) {
  .filter-group .label { flex-basis: 6.25rem; }
  .entry > summary { grid-template-columns: 0.42em 5.25rem minmax(0, 1fr) auto; gap: 0 1rem; align-items: baseline; }
  .entry-link { grid-template-columns: 0.42em 5.25rem minmax(0, 1fr) auto; gap: 0 1rem; align-items: baseline; }
  .entry-link .tag { grid-column: 2; }
  .entry-title { grid-column: 3; grid-row: 1; }
  .gain { grid-column: 4; }
  .entry-body { padding-left: calc(0.42em + 1rem); }
}
`
