-- unmatched: which traffic does no route explain?
select
  t.service, t.template, t.calls,
  min(c.first) as first_used, max(c.last) as last_used,
  coalesce(sum(c.requests) filter (c.counted and c.status between 200 and 299), 0)::bigint as ok
from tallies t
join counted c
  on c.service = t.service and c.endpoint is null and c.template is not distinct from t.template and c.class = 'client'
where t.endpoint is null and t.calls > 0
group by t.service, t.template, t.calls
order by ok > 0 desc, t.calls desc, t.service, t.template
