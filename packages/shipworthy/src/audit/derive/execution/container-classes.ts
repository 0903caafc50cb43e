import type { Evaluator } from '../program/evaluator.ts'
import { lastName, packageOfName } from '../program/names.ts'
import { NO_ARGUMENTS, type ClassValue } from '../program/value.ts'
import type { Executor } from './executor.ts'

const CONTAINERS =
  /^(@nestjs\/|routing-controllers$|tsoa$|type-graphql$|@tsed\/|inversify|tsyringe$|typedi$|@loopback\/|@midwayjs\/)/
/** Methods that a container calls while the service starts. */
const AT_START = new Set([
  'constructor',
  'onModuleInit',
  'onApplicationBootstrap',
  '$onInit',
  '$onReady',
  '$beforeRoutesInit',
  'configure',
])

/** Classes that a dependency-injection container creates and calls: what they do happens, though no call of it is written. */
export function runContainerClasses(evaluator: Evaluator, executor: Executor): void {
  for (const path of executor.modules) {
    const skim = evaluator.sources.skim(path)
    const file = skim?.relevant && !skim.client ? evaluator.sources.parse(path) : undefined
    if (!file) continue
    for (const [index, fact] of file.classes.entries()) {
      const isManaged = fact.decorators.some((decorator) => {
        const value = evaluator.evaluate(file, decorator)
        const name = value.kind === 'instance' || value.kind === 'external' ? value.name : ''
        return CONTAINERS.test(packageOfName(name)) && lastName(name) !== 'Module'
      })
      if (isManaged) runClass(executor, { kind: 'class', file, index })
    }
  }
}

function runClass(executor: Executor, owner: ClassValue): void {
  const { file, index } = owner
  const self = { kind: 'object', class: owner, id: `${file.path}#class${index}` } as const
  for (const member of file.classes[index]!.members) {
    if (member.function === undefined || member.kind === 'field') continue
    const phase = AT_START.has(member.name) ? 'boot' : 'callback'
    const fn = { kind: 'function', file, index: member.function, self: member.static ? owner : self } as const
    executor.runFunction(fn, NO_ARGUMENTS, { key: `container.${member.name}`, force: 'on', phase, caller: 'container' })
  }
}
