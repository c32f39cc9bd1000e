-- synthetic: how much traffic of each endpoint was not use, by class?
with by_channel as (
  select service, endpoint, class, channel, sum(requests) as requests
  from classified
  where class not in ('client', 'preflight') and endpoint is not null
  group by service, endpoint, class, channel
)
-- The same request is usually in both channels, so they are not summed.
select service, endpoint, class, max(requests)::bigint as requests
from by_channel
group by service, endpoint, class
order by service, endpoint, class
