/** The column, the masthead, and sections with their headings beside the text. */
export const LAYOUT_STYLES = `
.page { max-width: 70rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
.masthead { padding-bottom: 1.5rem; }
.brand { display: flex; align-items: center; gap: 0.6rem; font-size: 0.9375rem; color: var(--soft); }
.brand b { color: var(--ink); }
.mark { color: var(--accent); }
.masthead h1 { font-size: clamp(1.75rem, 1.4rem + 1.6vw, 2.5rem); letter-spacing: -0.02em; margin: 1.25rem 0 0.4rem; }
.contents { border-block: 1px solid var(--line); margin-top: 2rem; }
.contents ul { display: flex; flex-wrap: wrap; gap: 0 1.5rem; }
.contents a { display: inline-block; padding: 0.55rem 0; text-decoration: none; color: var(--ink); font-size: 0.9375rem; }
.contents a:hover { text-decoration: underline; }
.contents span { color: var(--soft); font-variant-numeric: tabular-nums; }
.section { padding: 2.5rem 0 0; }
.section-head h2 { font-size: 1.25rem; letter-spacing: -0.01em; }
.section-head p { color: var(--soft); font-size: 0.9375rem; margin-top: 0.35rem; max-width: 32rem; }
.section-body { margin-top: 1.25rem; min-width: 0; }
.footer { margin-top: 3.5rem; padding-top: 1.25rem; border-top: 1px solid var(--line); color: var(--soft); font-size: 0.875rem; }
.footer summary { display: inline-flex; align-items: center; gap: 0.6rem; color: var(--ink); padding: 0.25rem 0; }
.footer dl { display: grid; gap: 0.6rem 2rem; padding: 0.75rem 0 0.5rem; }
.footer dl dt { color: var(--ink); font-weight: 600; }
.footer > p { margin-top: 0.75rem; }
@media (min-width: 40rem) {
  .page { padding: 2rem 2rem 4rem; }
  .footer dl { grid-template-columns: 1fr 1fr; }
}
@media (min-width: 60rem) {
  .section { display: grid; grid-template-columns: 12rem minmax(0, 1fr); gap: 0 3.5rem; padding-top: 3.5rem; }
  .section-head { position: sticky; top: 1.5rem; align-self: start; }
  .section-body { margin-top: 0.15rem; }
  .footer dl { grid-template-columns: 1fr 1fr 1fr; }
}
`
