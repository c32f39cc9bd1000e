-- sightings: which requests asked for an endpoint after its code was deleted, by status?
select
  r.service, r.endpoint, e.status, count(*)::bigint as requests, min(e.ts) as first, max(e.ts) as last
from removed r
join endpoint_calls e on e.service = r.service and e.endpoint = r.endpoint and e.ts >= r.since
where e.counted
group by r.service, r.endpoint, e.status
order by r.service, r.endpoint, e.status nulls last
