import type { Report } from '../../model/report.ts'
import { contentPolicy } from './content-policy.ts'
import { markup, trusted, type Markup } from './markup.ts'
import { STYLES } from './styles.ts'

/** Keeps browsers from asking a server for one. */
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http:%2F%2Fwww.w3.org%2F2000%2Fsvg' viewBox='0 0 32 32'%3E%3Cg fill='none' stroke='%23135274' stroke-width='4'%3E%3Ccircle cx='16' cy='16' r='10'/%3E%3Cpath d='M0 16h32'/%3E%3C/g%3E%3C/svg%3E"

interface DocumentParts {
  title: string
  tool: Report['tool']
  body: Markup
  /** Of this package; the page also works without it. */
  script: string
}

/** A page that loads nothing, with the one style sheet and the one script that its policy allows. */
export function htmlDocument({ title, tool, body, script }: DocumentParts): Markup {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(STYLES, script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="${tool.name} ${tool.version}">
<title>${title}</title>
<link rel="icon" href="${ICON}">
<style>${trusted(STYLES)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the verdict</a>
<div class="page">
${body}
</div>
<script>${trusted(script)}</script>
</body>
</html>
`
}
