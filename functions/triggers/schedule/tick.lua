-- Decide about a tick of a schedule whose runs may not overlap: nobody else may have decided about the trigger since.
--
-- KEYS  1 last tick   2 skip of this tick   3 last skip
-- ARGV  1 the last tick as it was read ('' for none)   2 the last tick if this one starts ('' to skip it)
--       3 its time to live (ms)   4 the skip   5 time to live of this tick's   6 of the last one
-- Reply {'start'} | {'skip'} | {'skipped', the skip} | {'changed'}

local skipped = redis.call('GET', KEYS[2])
if skipped and skipped ~= ARGV[4] then
  return { 'skipped', skipped }
end
local last = redis.call('GET', KEYS[1]) or ''
if last ~= ARGV[1] and last ~= ARGV[2] then
  return { 'changed' }
end
if ARGV[2] == '' then
  redis.call('SET', KEYS[2], ARGV[4], 'PX', ARGV[5])
  redis.call('SET', KEYS[3], ARGV[4], 'PX', ARGV[6])
  return { 'skip' }
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return { 'start' }
