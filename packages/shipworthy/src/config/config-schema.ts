import { z } from 'zod'

const percent = z.number().min(0).max(100)

const ruleSetting = z.strictObject({
  enabled: z.boolean().describe('`false` switches the rule off; the report lists it with the reason.'),
  reason: z.string().trim().min(1).describe('Why, for whoever reads the report.'),
})

/** One decision to live with what a rule finds. */
export const suppressionSchema = z.strictObject({
  rule: z.string().describe('The rule, by id such as database/acquire-timeout.'),
  paths: z
    .array(z.string().trim().min(1))
    .min(1)
    .optional()
    .describe('Files it is about, written as in .gitignore. Without it: everything the rule finds.'),
  reason: z.string().trim().min(1).describe('Why, for whoever reads the report.'),
  until: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'it must be a day such as 2027-01-31')
    .optional()
    .describe('Last day it holds, such as 2027-01-31. A critical finding is suppressed only until a day.'),
  owner: z.string().trim().min(1).optional().describe('Who answers for it.'),
})

/** What a configuration may hold: the one source of its types, its validation and its JSON Schema. */
export const configSchema = z.strictObject({
  $schema: z.string().optional().describe('Address of this schema, for editors.'),
  ignore: z
    .array(z.string().trim().min(1))
    .optional()
    .describe('Paths to leave out of the audit, written as in .gitignore and relative to the audited folder.'),
  failOn: z
    .enum(['critical', 'warning', 'info', 'never'])
    .optional()
    .describe('Lowest severity of a finding that fails the audit. Default: critical.'),
  minScore: percent.optional().describe('The audit fails below this score.'),
  minCoverage: percent.optional().describe('The audit is incomplete when less than this per cent could be verified.'),
  rules: z
    .record(z.string(), ruleSetting)
    .optional()
    .describe('Rules to switch off, by id such as lifecycle/no-sigterm.'),
  suppressions: z
    .array(suppressionSchema)
    .optional()
    .describe('Findings to live with: they leave the score and the gates, and stay in the report.'),
})

export type Config = z.output<typeof configSchema>

/** The JSON Schema that editors complete and check configuration files with. */
export function configJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(configSchema, { io: 'input' })
  return {
    $schema,
    $id: 'urn:shipworthy:config:1',
    title: 'Shipworthy configuration',
    description:
      'shipworthy.config.json, .jsonc, .yaml or .yml in the audited folder, or the key shipworthy of its package.json.',
    ...rest,
  }
}
