import { redisScript } from '../redis/redis-script.ts'

/**
 * The second tier counts invalidations: the epoch is the number of the last one, every label (`tag:…`, `prefix:…`, `key:…`)
 * keeps the epoch in which it was invalidated last, and every entry the epoch in which its loading began. An entry is valid
 * when none of its labels was invalidated after that. So an invalidation is one small key however many entries it is about,
 * whatever was loaded while it came is not valid either, and no clock takes part.
 *
 * An entry is a head as JSON (`s`: its epoch, `g`: its grace in ms, `t`: its tags), a line feed, and the value as JSON.
 *
 * KEYS: 1 entry, 2 lock, 3 epoch. Labels are keys that are made here, so all of them have to be on one server.
 */
const COMMON = `
local function readEpoch()
  local epoch = redis.call('GET', KEYS[3])
  if epoch then return epoch end
  -- A lost count goes on further ahead than the old one can have come.
  local time = redis.call('TIME')
  epoch = time[1] .. string.format('%06d', time[2])
  redis.call('SET', KEYS[3], epoch)
  return epoch
end

local function isValid(since, tags, firstLabel)
  local names = {}
  for at = firstLabel, #ARGV do names[#names + 1] = ARGV[1] .. ARGV[at] end
  for _, tag in ipairs(tags) do names[#names + 1] = ARGV[1] .. 'tag:' .. tag end
  for _, epoch in ipairs(redis.call('MGET', unpack(names))) do
    if epoch and tonumber(epoch) > since then return false end
  end
  return true
end

-- An empty list of JSON is an empty table of Lua, and that is an object of JSON again: no tags are no list.
local function tagsOf(head)
  return type(head.t) == 'table' and head.t or {}
end

local function readHead(raw)
  return cjson.decode(string.sub(raw, 1, string.find(raw, '\\n', 1, true) - 1))
end
`

/** The number of the last invalidation. */
export const READ_EPOCH = redisScript(`${COMMON} return readEpoch()`)

/**
 * Reads an entry, and when it is not fresh takes the lock for loading it.
 * ARGV: 1 label prefix, 2 token of the lock, 3 life of the lock in ms, 4… labels of the key.
 * Answer: entry or nil, ms for which it is fresh, 1 if the lock was taken, the epoch.
 */
export const READ_ENTRY = redisScript(`${COMMON}
local epoch = readEpoch()
local raw, fresh = redis.call('GET', KEYS[1]), -1
if raw then
  local head = readHead(raw)
  if isValid(head.s, tagsOf(head), 4) then
    fresh = redis.call('PTTL', KEYS[1]) - head.g
  else
    redis.call('UNLINK', KEYS[1])
    raw = false
  end
end
local taken = 0
if fresh <= 0 and redis.call('SET', KEYS[2], ARGV[2], 'NX', 'PX', ARGV[3]) then taken = 1 end
return { raw, fresh, taken, epoch }
`)

/**
 * Writes what was loaded, unless it was invalidated or set meanwhile, and gives the lock back.
 * ARGV: 1 label prefix, 2 token, 3 life of the entry in ms, 4 head, 5 value, 6… labels of the key. Answer: 1 if written.
 */
export const WRITE_LOADED = redisScript(`${COMMON}
local head = cjson.decode(ARGV[4])
local present = redis.call('GET', KEYS[1])
local written = 0
if isValid(head.s, tagsOf(head), 6) and not (present and readHead(present).s > head.s) then
  redis.call('SET', KEYS[1], ARGV[4] .. '\\n' .. ARGV[5], 'PX', ARGV[3])
  written = 1
end
if redis.call('GET', KEYS[2]) == ARGV[2] then redis.call('UNLINK', KEYS[2]) end
return written
`)

/** Gives a lock back. KEYS: 1 lock. ARGV: 1 token. */
export const RELEASE_LOCK = redisScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('UNLINK', KEYS[1]) end
return 1
`)

/**
 * Counts an invalidation, and tells all instances. Of a key, the entry goes at once; its label is for what is being loaded.
 * ARGV: 1 label, whole, 2 its life in ms, 3 channel, 4 message without epoch, 5 1 when it is the key of KEYS[1].
 * Answer: the epoch.
 */
export const INVALIDATE = redisScript(`${COMMON}
readEpoch()
redis.call('INCR', KEYS[3])
local epoch = redis.call('GET', KEYS[3])
redis.call('SET', ARGV[1], epoch, 'PX', ARGV[2])
if ARGV[5] == '1' then redis.call('UNLINK', KEYS[1]) end
redis.call('PUBLISH', ARGV[3], epoch .. ' ' .. ARGV[4])
return epoch
`)

/**
 * Writes a value that replaces whatever there is or is being loaded, and tells all instances.
 * ARGV: 1 channel, 2 life of the entry in ms, 3 grace in ms, 4 tags as JSON, 5 value, 6 message without epoch.
 */
export const WRITE_SET = redisScript(`${COMMON}
readEpoch()
redis.call('INCR', KEYS[3])
local epoch = redis.call('GET', KEYS[3])
local head = '{"s":' .. epoch .. ',"g":' .. ARGV[3] .. ',"t":' .. ARGV[4] .. '}'
redis.call('SET', KEYS[1], head .. '\\n' .. ARGV[5], 'PX', ARGV[2])
redis.call('PUBLISH', ARGV[1], epoch .. ' ' .. ARGV[6])
return epoch
`)
