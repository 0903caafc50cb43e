import type { CallEvent } from '../execution/call-event.ts'
import { lastName } from '../program/names.ts'
import { asksDatastore } from './datastore-calls.ts'

/** Methods that ORMs have and hardly anything else. */
const ORM_METHODS =
  /^(findUnique|findUniqueOrThrow|findFirst|findFirstOrThrow|findMany|findOne|findOneAndUpdate|findById|findByIdAndUpdate|findByPk|findAndCountAll|upsert|createMany|updateMany|deleteMany|deleteOne|updateOne|insertMany|insertOne|bulkCreate|\$transaction|\$queryRaw|\$executeRaw)$/

/** Whether a call reads or writes a store: by the package, by a method only ORMs have, or by the name of a Prisma client. */
export function usesStore(event: CallEvent): boolean {
  if (asksDatastore(event) !== undefined || event.name.startsWith('@supabase/')) return true
  if (/\bprisma\b|PrismaClient/i.test(event.name)) return true
  if (!event.name.startsWith('?.')) return false
  return ORM_METHODS.test(lastName(event.name)) || /\bprisma\b/i.test(writtenOwner(event))
}

function writtenOwner({ file, call }: CallEvent): string {
  return file.text.slice(call.at, call.nameAt)
}
