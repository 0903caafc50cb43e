import type { SourceFile } from '../../facts/source.ts'
import { importValue } from './evaluate-binding.ts'
import type { Evaluator } from './evaluator.ts'
import { memberName } from './names.ts'
import type { Value } from './value.ts'

/** Types whose name differs from the function that makes them. */
const MADE_BY: Record<string, string> = {
  'express.Express': 'express()',
  'express.Application': 'express()',
  'express.core.Express': 'express()',
  'express.Router': 'express.Router()',
  'express.IRouter': 'express.Router()',
  'express-serve-static-core.Express': 'express()',
  'fastify.FastifyInstance': 'fastify()',
  'koa.Application': 'koa()',
  'http.Server': 'http.createServer()',
  'https.Server': 'https.createServer()',
  'pino.Logger': 'pino()',
  'winston.Logger': 'winston.createLogger()',
  'knex.Knex': 'knex()',
  'ioredis.Redis': 'ioredis()',
  'redis.RedisClientType': 'redis.createClient()',
  'postgres.Sql': 'postgres()',
  '@nestjs/common.INestApplication': '@nestjs/core.NestFactory.create()',
  '@nestjs/platform-express.NestExpressApplication': '@nestjs/core.NestFactory.create()',
  '@nestjs/platform-fastify.NestFastifyApplication': '@nestjs/core.NestFactory.create()',
}

/** What a framework hands to a handler: known as a parameter, not by the name of its type. */
const PER_REQUEST =
  /\.(Request|Response|NextFunction|FastifyRequest|FastifyReply|Context|ParameterizedContext|ServerResponse|IncomingMessage|RequestHandler|NextApiRequest|NextApiResponse|NextRequest|NextResponse|ExecutionContext)$/

/** What a declared type promises: `db: Pool` is an instance of `pg.Pool`, `users: UsersService` one of the project's class. */
export function typedValue(evaluator: Evaluator, file: SourceFile, annotation: string, at: number): Value | undefined {
  const [root, ...rest] = annotation.split('.')
  const binding = evaluator.index(file).binding(root!, at)
  if (!binding) return undefined
  if (binding.kind === 'import') {
    const imported = importValue(evaluator, file, binding)
    const target = rest.reduce((value, key) => evaluator.member(value, key), imported)
    return instanceOf(target, `${file.path}:${annotation}`)
  }
  if (binding.kind !== 'class') return undefined
  return instanceOf(evaluator.evaluate(file, binding.init), `${file.path}:${annotation}`)
}

function instanceOf(type: Value, id: string): Value | undefined {
  if (type.kind === 'class') return { kind: 'object', class: type, id: `${type.file.path}#class${type.index}` }
  if (type.kind !== 'external' || PER_REQUEST.test(type.name)) return undefined
  return { kind: 'instance', name: MADE_BY[type.name] ?? `${memberName(type.name, 'default')}()`, id: `type ${id}` }
}
