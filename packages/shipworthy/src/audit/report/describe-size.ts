import type { Report } from '../model/report.ts'
import { countRequests } from './count-requests.ts'
import { plural } from './format.ts'

/** How much was looked at: `12 files, 4 sources, 310 lines, 46 requests`. */
export function describeSize({ target, live }: Pick<Report, 'target' | 'live'>): string[] {
  const { files, sources, lines } = target
  return [
    ...(files > 0 || !live ? [plural(files, 'file'), plural(sources, 'source'), plural(lines, 'line')] : []),
    ...(live ? [plural(countRequests(live.sent), 'request')] : []),
  ]
}
