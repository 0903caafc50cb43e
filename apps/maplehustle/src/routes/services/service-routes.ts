import type { Catalogue } from '../../services/catalogue.ts'
import { actorOf, allow, findActor } from '../access.ts'
import type { App } from '../app.ts'
import { ID_PARAMS, LIST_QUERY, PROBLEM } from '../common-schemas.ts'
import { CATEGORIES, SERVICE, SERVICE_CHANGE, SERVICE_DRAFT, SERVICE_PAGE, SERVICE_QUERY } from './service-schemas.ts'

const tags = ['services']

export function serviceRoutes(app: App, { catalogue }: { catalogue: Catalogue }): void {
  app.get(
    '/categories',
    { ...allow('public'), schema: { tags, summary: 'What kinds there are', response: { 200: CATEGORIES } } },
    () => catalogue.categories(),
  )
  app.get(
    '/services',
    {
      ...allow('public'),
      schema: {
        tags,
        summary: 'Search what is offered',
        description: 'With `q` the best match comes first, without it the newest.',
        querystring: SERVICE_QUERY,
        response: { 200: SERVICE_PAGE, '4xx': PROBLEM },
      },
    },
    (request) => {
      const { q, limit, cursor, ...filter } = request.query
      return catalogue.search({ ...filter, text: q }, { limit, cursor })
    },
  )
  app.get(
    '/services/:id',
    {
      ...allow('public'),
      schema: { tags, summary: 'One service', params: ID_PARAMS, response: { 200: SERVICE, '4xx': PROBLEM } },
    },
    (request) => catalogue.read(request.params.id, findActor(request)),
  )
  app.get(
    '/me/services',
    {
      ...allow(['provider']),
      schema: {
        tags,
        summary: 'What I offer',
        querystring: LIST_QUERY,
        response: { 200: SERVICE_PAGE, '4xx': PROBLEM },
      },
    },
    (request) => catalogue.listOwn(actorOf(request), request.query),
  )
  app.post(
    '/services',
    {
      ...allow(['provider']),
      schema: { tags, summary: 'Offer a service', body: SERVICE_DRAFT, response: { 201: SERVICE, '4xx': PROBLEM } },
    },
    async (request, reply) => {
      const service = await catalogue.add(actorOf(request), request.body)
      return reply.code(201).header('location', `/services/${service.id}`).send(service)
    },
  )
  app.patch(
    '/services/:id',
    {
      ...allow(['provider', 'admin']),
      schema: {
        tags,
        summary: 'Change a service',
        params: ID_PARAMS,
        body: SERVICE_CHANGE,
        response: { 200: SERVICE, '4xx': PROBLEM },
      },
    },
    (request) => catalogue.change(actorOf(request), request.params.id, request.body),
  )
}
