// Generates load in a process of its own, as its parent tells it.
import type { LoadOrder } from './messages.ts'
import { sendRequests } from './send-requests.ts'

process.on('message', (order: LoadOrder) => void sendRequests(order).then((result) => process.send!(result)))
process.on('disconnect', () => process.exit())
