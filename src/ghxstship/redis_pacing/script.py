"""The atomic step that Redis takes for every call."""

# The same steps as `Window` takes in memory; a test holds the one to the other.
SCRIPT = """
local slots, said = KEYS[1], KEYS[2]
local window, margin = tonumber(ARGV[1]), tonumber(ARGV[2])
local first_calls, first_wait, patience = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local now, after, held = tonumber(ARGV[6]), tonumber(ARGV[7]), ARGV[8]
local heard, told, remaining = ARGV[9] == '1', tonumber(ARGV[10]), tonumber(ARGV[11])
local reset_in, refused_for = tonumber(ARGV[12]), tonumber(ARGV[13])
local retry_tokens, token, tenths = tonumber(ARGV[14]), tonumber(ARGV[15]), tonumber(ARGV[16])
local budget_kept_for = tonumber(ARGV[17])
local releases = 18

if not now then
  local time = redis.call('TIME')
  now = time[1] + time[2] / 1000000
end

local function text(number)
  return string.format('%.17g', number)
end

local function release(score)
  local found = redis.call('ZRANGEBYSCORE', slots, score, score, 'LIMIT', 0, 1)
  return found[1] and redis.call('ZREM', slots, found[1])
end

local function slot_at(index)
  return tonumber(redis.call('ZRANGE', slots, index, index, 'WITHSCORES')[2])
end

local state = redis.call(
  'HMGET', said, 'limit', 'foreign', 'foreign_until', 'closed_until', 'calm_until', 'seen', 'spent')
local limit, foreign = tonumber(state[1]), tonumber(state[2]) or 0
local foreign_until, closed_until = tonumber(state[3]) or 0, tonumber(state[4]) or 0
local calm_until = tonumber(state[5]) or 0
local spent = math.max(0, (tonumber(state[7]) or 0) - tenths)

if now < (tonumber(state[6]) or now) - math.max(margin, 1) then
  -- Redis's clock was set back: what was counted would seem to lie ahead, for as long as that.
  redis.call('DEL', slots)
  foreign, foreign_until, closed_until, calm_until = 0, 0, 0, 0
end

local function learn()
  if told or not limit then
    limit = told or 0
  end
  if limit > 0 and remaining then
    foreign = math.max(0, limit - remaining - redis.call('ZCOUNT', slots, '-inf', text(now)))
    foreign_until = now + window + margin
  end
  local closed_for = refused_for
  if not closed_for and foreign > 0 and remaining == 0 then
    closed_for = reset_in
  end
  if closed_for then
    closed_until = math.max(closed_until, now + math.min(math.max(closed_for, 0), window + margin))
    calm_until = closed_until + window
    foreign = 0
  end
end

local function room(count)
  if not limit or limit == 0 or count == 0 then
    return now
  end
  local at, capacity = now, limit
  if now < foreign_until then
    capacity = math.max(1, limit - foreign)
  end
  if count >= capacity then
    at = slot_at(-capacity) + window + margin
  end
  if now < calm_until then
    at = math.max(at, slot_at(-1) + window / limit)
  end
  return at
end

redis.call('ZREMRANGEBYSCORE', slots, '-inf', text(now - window - 2 * margin))
if heard then
  learn()
end
for index = releases, #ARGV do
  release(ARGV[index])
end
local granted = ''
if retry_tokens then
  granted = spent + token <= retry_tokens * token and 1 or 0
  spent = spent + granted * token
end
local keeps = granted ~= 0 and held ~= '' and release(held)

local count = redis.call('ZCARD', slots)
local slot
if granted ~= 0 and (limit or count < first_calls or now >= slot_at(0) + patience) then
  slot = math.max(now + after, closed_until, room(count))
  if keeps and math.max(tonumber(held), now) >= closed_until then
    slot = math.min(slot, math.max(tonumber(held), now))
  end
  redis.call('ZADD', slots, text(slot), redis.call('HINCRBY', said, 'count', 1))
end

redis.call('HSET', said, 'foreign', text(foreign), 'foreign_until', text(foreign_until),
  'closed_until', text(closed_until), 'calm_until', text(calm_until), 'seen', text(now),
  'spent', spent)
if limit then
  redis.call('HSET', said, 'limit', text(limit))
end
local last = math.max(now, calm_until, slot_at(-1) or now)
local kept_for = math.ceil((last - now + 2 * (window + margin)) * 1000)
redis.call('PEXPIRE', slots, kept_for)
redis.call('PEXPIRE', said, math.max(kept_for, spent > 0 and budget_kept_for * 1000 or 0))
if granted == 0 then
  return {'0', '', '0'}
end
local wait = slot and slot - now or math.max(after, first_wait)
return {text(wait), slot and text(slot) or '', tostring(granted)}
"""
