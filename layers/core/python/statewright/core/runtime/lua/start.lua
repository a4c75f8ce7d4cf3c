-- Claim the start of an Express execution: Step Functions takes any name twice.
--
-- KEYS  1 start
-- ARGV  1 token of this attempt   2 now (epoch ms)   3 lease end (epoch ms)   4 time to live (ms)
-- Reply {'start'} | {'started'} | {'held'}

local claim = redis.call('HMGET', KEYS[1], 'state', 'token', 'lease')
if claim[1] == 'started' then
  return { 'started' }
end
if claim[1] == 'starting' and claim[2] ~= ARGV[1] and tonumber(claim[3]) > tonumber(ARGV[2]) then
  return { 'held' }
end
redis.call('HSET', KEYS[1], 'state', 'starting', 'token', ARGV[1], 'lease', ARGV[3], 'at', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return { 'start' }
