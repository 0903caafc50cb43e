import { lastName } from '../names.ts'
import { collectionModels } from './collection-models.ts'
import { configurationModels } from './configuration-models.ts'
import { conversionModels } from './conversion-models.ts'
import { fluentModel } from './fluent-models.ts'
import { functionModels, promiseModels } from './function-models.ts'
import type { Model } from './model.ts'
import { moduleModels } from './module-models.ts'
import { pathModels } from './path-models.ts'
import { promiseConstructor } from './promise-constructor.ts'
import { schemaModel } from './schema-models.ts'

const EXACT: ReadonlyMap<string, Model> = new Map([
  ...Object.entries(collectionModels),
  ...Object.entries(configurationModels),
  ...Object.entries(conversionModels),
  ...Object.entries(functionModels),
  ...Object.entries(moduleModels),
  ...Object.entries(pathModels),
  ...Object.entries(promiseConstructor),
])
/** Methods that mean the same on whatever they are called. */
const BY_METHOD: ReadonlyMap<string, Model> = new Map(Object.entries(promiseModels))

/** The model of a function by its canonical name, if its result matters to any rule. */
export function modelFor(name: string): Model | undefined {
  return EXACT.get(name) ?? fluentModel(name) ?? schemaModel(name) ?? BY_METHOD.get(lastName(name))
}
