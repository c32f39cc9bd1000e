-- callers: who calls an endpoint? (--set endpoint=METHOD:/template; default: every endpoint)
select
  endpoint, user_agent, class, channel, count(*) as requests, count(*) filter (counted) as counted,
  min(ts) as first_seen, max(ts) as last_seen
from endpoint_calls
where endpoint = coalesce(getvariable('endpoint'), endpoint)
group by endpoint, user_agent, class, channel
order by requests desc, endpoint, user_agent nulls first, class, channel
