-- preflights: for which paths did browsers send preflights?
with by_channel as (
  select service, template, channel, sum(requests) as requests
  from classified
  where class = 'preflight'
  group by service, template, channel
)
select service, template, max(requests)::bigint as requests
from by_channel
group by service, template
order by service, template
