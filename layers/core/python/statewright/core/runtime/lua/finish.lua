-- End one attempt of a node: leave its record, and settle the claim if it is (still) this request's.
--
-- KEYS  1 claim   2 live context
-- ARGV  1 request id   2 'done' | 'failed'   3 field in the live context   4 its final record (JSON)
--       5 output (JSON; '' when failed)      6 time to live (ms)           7 '1' when the node claims
-- Reply {'ok'}

redis.call('HSET', KEYS[2], ARGV[3], ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[6])

if ARGV[7] == '1' then
  local holder = redis.call('HGET', KEYS[1], 'request')
  if ARGV[2] == 'done' and (not holder or holder == ARGV[1]) then
    redis.call('HSET', KEYS[1], 'state', 'done', 'request', ARGV[1], 'output', ARGV[5])
    redis.call('PEXPIRE', KEYS[1], ARGV[6])
  elseif ARGV[2] == 'failed' and holder == ARGV[1] then
    redis.call('DEL', KEYS[1])
  end
end
return { 'ok' }
