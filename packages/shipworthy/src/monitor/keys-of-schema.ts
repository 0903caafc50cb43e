interface Schema {
  properties?: Record<string, Schema>
  items?: Schema
  additionalProperties?: Schema | boolean
  anyOf?: Schema[]
  oneOf?: Schema[]
  const?: unknown
}

/** The part of a JSON Schema that a path of a value leads to; of several kinds, the one whose `type` the value has. */
export function schemaAt(schema: unknown, value: unknown, path: readonly PropertyKey[]): Schema | undefined {
  let current: Schema | undefined = choose(schema as Schema, value)
  let inner = value
  for (const step of path) {
    if (!current) return undefined
    inner = (inner as Record<PropertyKey, unknown> | undefined)?.[step]
    const next: Schema | undefined =
      typeof step === 'number' ? current.items : (current.properties?.[String(step)] ?? additional(current))
    current = next && choose(next, inner)
  }
  return current
}

export function keysOfSchema(schema: unknown, value: unknown, path: readonly PropertyKey[]): readonly string[] {
  return Object.keys(schemaAt(schema, value, path)?.properties ?? {})
}

/** What `type` may be where a path leads to something of several kinds. */
export function typesOfSchema(schema: unknown, value: unknown, path: readonly PropertyKey[]): readonly string[] {
  const parent = schemaAt(schema, value, path.slice(0, -1))
  const last = path.at(-1)
  const list = typeof last === 'number' ? parent?.items : parent?.properties?.[String(last)]
  return kindsOf(list).flatMap((kind) => String(kind.properties?.['type']?.const ?? []))
}

function choose(schema: Schema, value: unknown): Schema {
  const kinds = kindsOf(schema)
  if (kinds.length === 0) return schema
  const { type } = (value ?? {}) as { type?: unknown }
  return (
    kinds.find((kind) => type !== undefined && kind.properties?.['type']?.const === type) ??
    kinds.find((kind) => kind.properties) ??
    schema
  )
}

function kindsOf(schema: Schema | undefined): Schema[] {
  return schema?.oneOf ?? schema?.anyOf ?? []
}

function additional({ additionalProperties }: Schema): Schema | undefined {
  return typeof additionalProperties === 'object' ? additionalProperties : undefined
}
