/** Categories of the audit with their share of the score; the shares sum to 100. */
export const CATEGORIES = {
  security: { title: 'Security configuration', weight: 11 },
  environment: { title: 'Environment & secrets', weight: 8 },
  database: { title: 'Database pooling', weight: 7 },
  'error-handling': { title: 'Error handling', weight: 7 },
  backups: { title: 'Backups', weight: 7 },
  health: { title: 'Health endpoints', weight: 7 },
  monitoring: { title: 'Monitoring', weight: 7 },
  tls: { title: 'TLS', weight: 6 },
  'rate-limiting': { title: 'Rate limiting', weight: 6 },
  performance: { title: 'Performance', weight: 5 },
  migrations: { title: 'Migrations', weight: 5 },
  'background-tasks': { title: 'Background tasks', weight: 5 },
  payments: { title: 'Payments', weight: 5 },
  lifecycle: { title: 'Lifecycle', weight: 4 },
  cache: { title: 'Cache', weight: 3 },
  containers: { title: 'Containers', weight: 3 },
  dependencies: { title: 'Dependencies', weight: 2 },
  ci: { title: 'CI', weight: 2 },
} as const

export type Category = keyof typeof CATEGORIES

/** Folders of rules that score inside another category: logging is part of monitoring. */
const SCORED_IN: Record<string, Category> = { logging: 'monitoring' }

/** The fourteen categories the project set out with; the others cut across them. */
export const SEED_CATEGORIES: readonly Category[] = [
  'database',
  'rate-limiting',
  'error-handling',
  'backups',
  'security',
  'performance',
  'health',
  'tls',
  'environment',
  'migrations',
  'cache',
  'background-tasks',
  'payments',
  'monitoring',
]

/** The category a rule scores in, from its id. */
export function categoryOf(ruleId: string): Category {
  const folder = ruleId.slice(0, ruleId.indexOf('/'))
  return SCORED_IN[folder] ?? (folder as Category)
}
