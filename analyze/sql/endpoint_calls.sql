-- endpoint_calls: to which endpoint did each request of the window go, of what class, and does it count as a call?
select
  s.ts, s.service, s.endpoint, s.template, s.channel, c.class, s.agent,
  is_call(c.class, s.channel, s.peer, t.regime, t.surplus) as counted,
  s.method, s.path, nullif(s.status, 0) as status, s.duration_ms, s.user_agent, nullif(s.peer, '') as peer
from signals s
join classes c using (channel, method, status, agent, peer, answered_at_edge, health, start, match)
join tallies t
  on t.service = s.service
  and t.endpoint is not distinct from s.endpoint
  and t.template is not distinct from s.template
