import type { DatabaseFacts } from '../../facts/live/database-facts.ts'

/** The day on which the makers stop mending a series. */
const END_OF_LIFE: Record<DatabaseFacts['engine'], Record<string, string>> = {
  // https://www.postgresql.org/support/versioning/
  PostgreSQL: {
    '9.6': '2021-11-11',
    '10': '2022-11-10',
    '11': '2023-11-09',
    '12': '2024-11-21',
    '13': '2025-11-13',
    '14': '2026-11-12',
    '15': '2027-11-11',
    '16': '2028-11-09',
    '17': '2029-11-08',
    '18': '2030-11-14',
  },
  // https://www.mysql.com/support/supportedplatforms/database.html
  MySQL: { '5.5': '2018-12-31', '5.6': '2021-02-28', '5.7': '2023-10-31', '8.0': '2026-04-30', '8.4': '2032-04-30' },
  // https://mariadb.org/about/#maintenance-policy
  MariaDB: {
    '10.3': '2023-05-25',
    '10.4': '2024-06-18',
    '10.5': '2025-06-24',
    '10.6': '2026-07-06',
    '10.11': '2028-02-16',
    '11.4': '2029-05-29',
  },
}

/** Corrections that were out when this table was written; what is older lacks them. */
const KNOWN_MINORS: Record<string, number> = { '13': 22, '14': 19, '15': 14, '16': 10, '17': 6, '18': 0 }

export interface DatabaseSupport {
  /** `PostgreSQL 12` */
  series: string
  /** ISO date; left out for a series that the table does not know. */
  end?: string
  isOver: boolean
  /** A later correction of the same series, where one is known. */
  behind?: string
}

/** Whether the makers still mend a version, on a day. */
export function databaseSupport({ engine, version }: DatabaseFacts, today: Date): DatabaseSupport {
  const [major = '', minor = '0'] = version.split('.')
  const name = engine === 'PostgreSQL' && Number(major) >= 10 ? major : `${major}.${minor}`
  const end = END_OF_LIFE[engine][name]
  const newest = engine === 'PostgreSQL' ? KNOWN_MINORS[major] : undefined
  return {
    series: `${engine} ${name}`,
    ...(end !== undefined && { end }),
    isOver:
      isAncient(engine, Number(major), Number(minor)) || (end !== undefined && today > new Date(`${end}T23:59:59Z`)),
    ...(newest !== undefined && Number(minor) < newest && { behind: `${major}.${newest}` }),
  }
}

function isAncient(engine: DatabaseFacts['engine'], major: number, minor: number): boolean {
  if (engine === 'MariaDB') return major < 10 || (major === 10 && minor < 3)
  return engine === 'MySQL' ? major === 5 && minor < 5 : major < 10
}
