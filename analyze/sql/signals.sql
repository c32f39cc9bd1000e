-- signals: what about each request of the window decides whether it counts as use?
select
  r.service, t.endpoint, t.template, t.match, r.ts, r.duration_ms, r.channel, r.path, r.user_agent,
  coalesce(r.method, '') as method,
  coalesce(r.status, 0) as status,
  a.agent,
  case when r.channel = 'app' then peer_kind(r.client_ip) else '' end as peer,
  coalesce(r.channel = 'edge' and r.request_id = '' and r.duration_ms = 0, false) as answered_at_edge,
  coalesce(r.path = r.health_path, false) as health,
  coalesce(case when r.path = '/' then s.start end, '') as start
from window_requests r
join matches t
  on t.service = r.service
  and t.method is not distinct from r.method
  and t.path is not distinct from r.path
  and t.websocket = coalesce(r.method = 'WEBSOCKET' or r.status = 101, false)
join agents a on a.user_agent is not distinct from r.user_agent
left join starts s on s.service = r.service and s.ts = r.ts
