/** Elements as such. */
export const BASE_STYLES = `
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1rem; }
body {
  margin: 0;
  background: var(--paper);
  color: var(--ink);
  font: 1rem/1.55 var(--sans);
  overflow-wrap: anywhere;
  font-variant-numeric: lining-nums;
}
h1, h2, h3, p, ul, ol, dl, dd, pre, table { margin: 0; padding: 0; }
h1, h2, h3 { line-height: 1.2; font-weight: 650; text-wrap: balance; }
ul, ol { list-style: none; }
small { font-size: inherit; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 0.18em; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 2px; }
code, pre { font-family: var(--mono); font-size: 0.875em; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.5; tab-size: 2; }
pre code { font-size: inherit; }
:is(.meta, .entry-meta, .further) code { font-size: 0.8125rem; }
summary { cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary::before {
  content: "";
  flex: none;
  width: 0.42em;
  height: 0.42em;
  border: solid var(--soft);
  border-width: 0 1.5px 1.5px 0;
  transform: rotate(-45deg);
}
details[open] > summary::before { transform: rotate(45deg); }
button {
  font: inherit;
  color: inherit;
  background: none;
  border: 1px solid var(--strong-line);
  border-radius: 3px;
  padding: 0.3rem 0.65rem;
  cursor: pointer;
}
button:hover { border-color: var(--ink); }
.visually-hidden {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
.skip { position: absolute; left: 1rem; top: -4rem; padding: 0.5rem 0.8rem; background: var(--ink); color: var(--paper); z-index: 1; }
.skip:focus { top: 1rem; }
.label, dt, th, .grade, .tag { font-size: 0.8125rem; }
.label, dt { color: var(--soft); }
.meta { display: flex; flex-wrap: wrap; gap: 0.15rem 1.25rem; color: var(--soft); font-size: 0.875rem; }
.aside { color: var(--soft); font-size: 0.9375rem; margin-top: 1rem; }
.grade-excellent, .grade-good { --grade: var(--good); --grade-fill: var(--good-fill); }
.grade-fair { --grade: var(--warning); --grade-fill: var(--warning-fill); }
.grade-poor { --grade: var(--critical); --grade-fill: var(--critical-fill); }
`
