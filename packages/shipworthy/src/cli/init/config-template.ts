/** A configuration that changes nothing, with a comment for each key. */
export function configTemplate(): string {
  return `{
  // What \`shipworthy check\` looks at here, and what lets a deploy through.
  // Options of the command line win over it. It is data: nothing in it is ever run.

  // For completion in editors, once shipworthy is a development dependency.
  "$schema": "./node_modules/shipworthy/schema/config.schema.json",

  // Paths to leave out, written as in .gitignore.
  "ignore": [
    // "legacy/"
  ],

  // Lowest severity that fails: critical, warning, info or never.
  "failOn": "critical",

  // Fail below this score (0-100), and be incomplete when less than this per cent could be verified.
  // "minScore": 60,
  // "minCoverage": 50,

  // Rules that make no sense here; each stays in the report with its reason. \`shipworthy explain\` lists all.
  "rules": {
    // "monitoring/no-metrics": { "enabled": false, "reason": "the platform measures every request at its proxy" }
  },

  // Findings to live with, for a reason and, if critical, until a day. Without paths: all that the rule finds.
  "suppressions": [
    // {
    //   "rule": "database/acquire-timeout",
    //   "paths": ["src/reports/"],
    //   "reason": "reports may wait",
    //   "until": "2027-01-31",
    //   "owner": "@reporting"
    // }
  ]
}
`
}
