-- busiest: which endpoints are called most? (--set top=20)
select
  service, endpoint, calls, round(calls / sum(calls) over (), 4) as share, days_active,
  first_used, last_used, p50_ms, p95_ms
from usage
where calls > 0
order by calls desc, service, endpoint
limit coalesce(getvariable('top'), 20)
