import type { Contender } from '../contender.ts'
import { BARE } from './bare.ts'
import { OWN } from './own.ts'
import { PEERS } from './peers.ts'

export const CONTENDERS: readonly Contender[] = [...BARE, ...OWN, ...PEERS]

export function contenderOf(name: string): Contender {
  const found = CONTENDERS.find((contender) => contender.name === name)
  if (!found) throw new Error(`no contender is called ${name}`)
  return found
}
