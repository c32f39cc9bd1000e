-- starts: which requests for / came within a minute of a start of the service?
select r.service, r.ts, case when bool_or(l.kind = 'live') then 'live' else 'deploy' end as start
from window_requests r
join service_lines l
  on l.service = r.service and l.kind in ('live', 'deploy')
  and r.ts between l.first - interval 1 minute and l.first + interval 1 minute
where r.path = '/' and r.method in ('GET', 'HEAD')
group by r.service, r.ts
