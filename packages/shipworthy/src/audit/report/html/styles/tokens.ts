/** Colours and faces. Each text colour has at least 4.5 : 1 on both surfaces, in both themes (WCAG 2.2, 1.4.3). */
export const TOKENS = `
:root {
  color-scheme: light dark;
  --paper: #fbfbf9;
  --well: #f1f2ee;
  --ink: #17212b;
  --soft: #505c68;
  --line: #d9dcd8;
  --strong-line: #aab1b5;
  --accent: #0d5478;
  --critical: #ac1f1a;
  --warning: #875200;
  --info: #32597f;
  --good: #1b6544;
  --na: #626c75;
  --critical-fill: #c8372f;
  --warning-fill: #cf8a17;
  --good-fill: #2f8a61;
  --track: #e0e3df;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #10171d;
    --well: #18222a;
    --ink: #e4e9ec;
    --soft: #a4b0b9;
    --line: #2a3640;
    --strong-line: #55646f;
    --accent: #84c4e8;
    --critical: #ff958a;
    --warning: #ecb65c;
    --info: #9cc4ea;
    --good: #7ccfa6;
    --na: #98a4ad;
    --critical-fill: #e2685d;
    --warning-fill: #d29a3a;
    --good-fill: #4fae82;
    --track: #27333c;
  }
}
`
