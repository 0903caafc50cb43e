import { monitorJsonSchema } from '../../packages/shipworthy/src/monitor/schema/monitor-schema.ts'
import type { Output } from './output.ts'

/** The JSON Schema that editors use for `shipworthy.monitor.*`. */
export function monitorSchema(): Output {
  return {
    path: 'packages/shipworthy/schema/monitor.schema.json',
    text: `${JSON.stringify(monitorJsonSchema(), null, 2)}\n`,
  }
}
