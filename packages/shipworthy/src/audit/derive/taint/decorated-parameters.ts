import type { Binding, SourceFile } from '../../facts/source.ts'
import { lastName } from '../program/names.ts'
import type { Value } from '../program/value.ts'
import type { Path } from './access.ts'
import { CONSTANT, fromRequest, unclear, type Origin } from './origin.ts'
import type { OriginTracer } from './origin-tracer.ts'

/** Decorators by which a framework fills parameters with parts of the request. */
const FILLS =
  /^(@nestjs\/common\.(Query|Body|Param|Headers|RawBody|UploadedFile|UploadedFiles)|@nestjs\/graphql\.Args|@nestjs\/websockets\.MessageBody|routing-controllers\.(QueryParams?|Body|BodyParam|Params?|HeaderParams?|CookieParams?)|type-graphql\.(Arg|Args)|tsoa\.(Query|Path|Body|BodyProp|Header))$/
const NARROWS = /^Parse(Int|Float|Bool|UUID|Enum|Date|ObjectId|MongoId)\w*$/
const NARROW_FIELDS =
  /^(IsInt|IsNumber|IsEnum|IsUUID|IsBoolean|IsDate|IsIn|IsMongoId|IsNumberString|IsPositive|IsDateString|IsISO8601|IsHexadecimal|IsAlphanumeric|IsAlpha|IsPort)$/

/** `@Query('name') name: string`; nothing for a parameter without such a decorator. */
export function decoratedParameter(
  { evaluator }: OriginTracer,
  file: SourceFile,
  binding: Binding,
  path: Path,
): Origin | undefined {
  for (const decorator of binding.decorators ?? []) {
    const value = evaluator.evaluate(file, decorator)
    if (value.kind !== 'instance' || !value.call || !FILLS.test(value.name.replace(/\(\)$/, ''))) continue
    const pipes = evaluator.arguments(value.call).flatMap(nameOf)
    if (pipes.some((name) => NARROWS.test(name))) return CONSTANT
    if (pipes.length > 0) return unclear('what its pipe makes of it was not followed')
    if (isNarrowType(file, binding)) return CONSTANT
    const field = [...(binding.path ?? []), ...path][0]
    const checked = field == null ? undefined : fieldOrigin({ evaluator }, file, binding, field)
    if (checked) return checked
    return fromRequest({ file, at: binding.at, note: `from the request: @${lastName(value.name)} ${binding.name}` })
  }
  return undefined
}

/** Names of pipes; a text or an object of options is none. */
function nameOf(value: Value): string[] {
  if (value.kind === 'external' || value.kind === 'instance') return [lastName(value.name)]
  if (value.kind === 'class' || value.kind === 'object' || value.kind === 'unknown') return ['']
  return []
}

/** `id: number`: Nest's validation gives a number, and without it nobody says what it is. */
function isNarrowType(file: SourceFile, { at, name }: Binding): boolean {
  return /^\??\s*:\s*(number|boolean|Date)\b/.test(file.text.slice(at + name.length, at + name.length + 40))
}

/** The field of a class that says what the request must hold. */
function fieldOrigin(
  { evaluator }: Pick<OriginTracer, 'evaluator'>,
  file: SourceFile,
  { annotation, at }: Binding,
  field: string,
): Origin | undefined {
  if (!annotation) return undefined
  const type = evaluator.typed(file, annotation, at)
  if (type?.kind !== 'object' || type.class.kind !== 'class') return unclear(`the type ${annotation} was not followed`)
  const owner = type.class
  const member = owner.file.classes[owner.index]!.members.find(({ name }) => name === field)
  if (!member) return unclear(`the type ${annotation} was not followed`)
  const names = member.decorators.map((decorator) => {
    const value = evaluator.evaluate(owner.file, decorator)
    return value.kind === 'instance' ? lastName(value.name) : ''
  })
  if (names.some((name) => NARROW_FIELDS.test(name))) return CONSTANT
  const isText = /^\w+[?!]?\s*:\s*string\b/.test(textAfterDecorators(owner.file, member.at, field))
  if (names.some((name) => /^(Matches|Validate|ValidateBy|Transform|Type|IsEmail|Length)$/.test(name)) || !isText)
    return unclear(`how ${annotation}.${field} is validated was not followed`)
  return undefined
}

function textAfterDecorators(file: SourceFile, at: number, field: string): string {
  const text = file.text.slice(at, at + 800)
  const start = text.search(new RegExp(`\\b${field}[?!]?\\s*:`))
  return start === -1 ? '' : text.slice(start)
}
