-- Start one attempt of a node: has the node already run, is somebody else at it?
-- One script, one slot: all keys carry the execution's hash tag.
--
-- KEYS  1 claim   2 live context
-- ARGV  1 request id          2 environment id     3 attempt
--       4 now (epoch ms)      5 lease end (epoch ms)
--       6 field in the live context               7 its running record (JSON)
--       8 time to live (ms)   9 '1' when the node claims
-- Reply {'run'} | {'done', output} | {'held', attempt, lease end}

if ARGV[9] == '1' then
  local claim = redis.call('HMGET', KEYS[1], 'state', 'request', 'environment', 'attempt', 'lease', 'output')
  local state, request, environment, attempt, lease = claim[1], claim[2], claim[3], claim[4], claim[5]
  if state == 'done' then
    return { 'done', claim[6] }
  end
  -- Lambda redelivers a request only when its earlier delivery has ended, and an environment runs one invocation at a
  -- time: a claim of the same request or the same environment is a claim of the dead.
  local provably_ended = request == ARGV[1] or environment == ARGV[2]
  if state == 'running' and not provably_ended and tonumber(lease) > tonumber(ARGV[4]) then
    return { 'held', attempt, lease }
  end
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'state', 'running', 'request', ARGV[1], 'environment', ARGV[2],
    'attempt', ARGV[3], 'lease', ARGV[5])
  redis.call('PEXPIRE', KEYS[1], ARGV[8])
end

redis.call('HSET', KEYS[2], ARGV[6], ARGV[7])
redis.call('PEXPIRE', KEYS[2], ARGV[8])
return { 'run' }
