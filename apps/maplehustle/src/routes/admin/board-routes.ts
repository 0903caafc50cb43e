import { z } from 'zod'
import { unauthorised } from '../../services/problem.ts'
import { allow } from '../access.ts'
import type { App } from '../app.ts'
import { PROBLEM } from '../common-schemas.ts'
import { BOARD_PATH, type BoardCookie } from './board-cookie.ts'

export interface BoardRouteParts {
  boardCookie: BoardCookie
}

const OPENED = z.object({ path: z.string().describe('Open it in this browser') })

export function boardRoutes(app: App, { boardCookie }: BoardRouteParts): void {
  app.post(
    '/admin/board',
    {
      ...allow(['admin']),
      schema: {
        tags: ['administration'],
        summary: 'Open the board of jobs in this browser',
        response: { 200: OPENED, '4xx': PROBLEM },
      },
    },
    async (request, reply) => {
      const token = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1]
      if (token === undefined) throw unauthorised('Log in first.')
      return reply
        .header('set-cookie', boardCookie.write(token))
        .header('cache-control', 'no-store')
        .send({ path: BOARD_PATH })
    },
  )
}
