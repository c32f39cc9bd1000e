-- facts: how many requests of each sort did every endpoint get on each day?
select
  service, endpoint, template, match, channel, method, status, agent, peer, answered_at_edge, health, start,
  ts::date as day, count(*) as requests, min(ts) as first, max(ts) as last
from signals
group by all
