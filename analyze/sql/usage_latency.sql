-- usage_latency: how long did the calls of each endpoint take?
select
  s.service, s.endpoint,
  quantile_disc(s.duration_ms, 0.5) as p50_ms,
  quantile_disc(s.duration_ms, 0.95) as p95_ms
from signals s
join classes c using (channel, method, status, agent, peer, answered_at_edge, health, start, match)
join regimes r using (service)
where c.class = 'client' and (s.channel = 'edge' or r.regime = 'app') and s.duration_ms is not null and s.endpoint is not null
group by s.service, s.endpoint
order by s.service, s.endpoint
