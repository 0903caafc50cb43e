/** On paper: everything open, nothing to press, links with their address. */
export const PRINT_STYLES = `
@media print {
  :root { --paper: #fff; --well: #f4f4f2; --ink: #000; --soft: #444; --line: #ccc; --strong-line: #888; --accent: #000; --critical: #8f1410; --warning: #6b4100; --info: #24466a; --good: #145236; --na: #555; --track: #e2e2e2; }
  body { font-size: 10pt; }
  .page { max-width: none; padding: 0; }
  .skip, .contents, .filters { display: none !important; }
  details::details-content { content-visibility: visible; block-size: auto; }
  .remedy:not([open])::details-content { content-visibility: hidden; block-size: 0; }
  .section { display: block; padding-top: 1.5rem; }
  .section-head { position: static; }
  .section-body { margin-top: 0.75rem; }
  .section-head, h3, .message, summary { break-after: avoid; }
  .evidence, pre, .entry > summary, .figures, .facts > div, tr { break-inside: avoid; }
  .evidence { border: 1px solid var(--line); }
  h2 { break-after: avoid; }
  .section-head { break-inside: avoid; }
  .scale-track, .scale-fill, .bar-track, .bar-fill { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  a[href^="http"]::after { content: " (" attr(href) ")"; font-size: 0.85em; }
}
`
