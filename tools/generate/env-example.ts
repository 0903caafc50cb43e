import { join } from 'node:path'
import { renderEnvExample, type ConfigSchema } from '../../packages/kit/src/config/index.ts'
import '../package-sources.ts'
import type { Output } from './output.ts'

const APP = 'apps/maplehustle'

/** `env.example` of MapleHustle, made from its settings. */
export async function envExample(root: string): Promise<Output> {
  const module = (await import(join(root, APP, 'src/config/config-schema.ts'))) as { CONFIG_SCHEMA: ConfigSchema }
  return { path: `${APP}/env.example`, text: renderEnvExample(module.CONFIG_SCHEMA) }
}
