/** What is used of a JSON Schema in an OpenAPI document. */
interface Schema {
  type?: string
  format?: string
  pattern?: string
  enum?: readonly unknown[]
  minimum?: number
  minLength?: number
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: readonly Schema[]
}

interface Operation {
  parameters?: readonly { name: string; in: string; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema } | undefined> }
}

export interface OpenApi {
  paths: Record<string, Record<string, Operation>>
}

export type Known = Readonly<Record<string, unknown>>

/** A place of a request that takes text, and the request with another text there. */
export interface TextField {
  /** `POST /bookings note` */
  name: string
  method: string
  path: string
  /** The last part of its name in a body; undefined in a query. */
  key?: string
  /** @param known Values that mean something, by the names of what has them: the others are made up. */
  fill: (text: string, known: Known) => { query: string; body?: unknown }
}

/** Every place of the API that takes text; everything around it is as the document wants it. */
export function textFieldsOf({ paths }: OpenApi): TextField[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) => fieldsOf(method.toUpperCase(), path, operation)),
  )
}

function fieldsOf(method: string, path: string, { parameters = [], requestBody }: Operation): TextField[] {
  const schema = requestBody?.content['application/json']?.schema
  const inQuery = parameters
    .filter((parameter) => parameter.in === 'query')
    .map(({ name }): TextField => {
      const fill = (text: string) => ({ query: `?${name}=${encodeURIComponent(text.toWellFormed())}` })
      return { name: `${method} ${path} ?${name}`, method, path, fill }
    })
  if (!schema) return inQuery
  const inBody = placesOf(schema).map((place): TextField => {
    const fill = (text: string, known: Known) => ({ query: '', body: exampleOf(schema, { place, text, known }) })
    return { name: `${method} ${path} ${place.join('.')}`, method, path, key: place.at(-1)!, fill }
  })
  return [...inQuery, ...inBody]
}

/** Where there is text, as ways from the outside in. */
function placesOf(schema: Schema): string[][] {
  if (schema.items) return placesOf(schema.items).map((place) => ['0', ...place])
  if (schema.properties)
    return Object.entries(schema.properties).flatMap(([key, inner]) => placesOf(inner).map((place) => [key, ...place]))
  return (schema.anyOf ?? [schema]).some(({ type }) => type === 'string') ? [[]] : []
}

interface Filling {
  /** Undefined beside the way to it. */
  place: readonly string[] | undefined
  text: string
  known: Known
}

function exampleOf(schema: Schema, filling: Filling): unknown {
  const { place, text, known } = filling
  const next = (key: string): Filling => ({ ...filling, place: place?.[0] === key ? place.slice(1) : undefined })
  if (place?.length === 0) return text
  if (schema.items) return [exampleOf(schema.items, next('0'))]
  if (schema.properties)
    return Object.fromEntries(
      Object.entries(schema.properties).map(([key, inner]) => {
        const isOnTheWay = place?.[0] === key
        return [key, key in known && !isOnTheWay ? known[key] : exampleOf(inner, next(key))]
      }),
    )
  if (schema.enum) return schema.enum[0]
  if (schema.anyOf) return exampleOf(schema.anyOf[0]!, filling)
  if (schema.type === 'boolean') return true
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1
  if (schema.format === 'email') return 'somebody@example.org'
  return 'x'.repeat(schema.minLength ?? 8)
}
