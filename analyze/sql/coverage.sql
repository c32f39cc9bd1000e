-- coverage: which hours of the window does each channel of each service cover?
with carried as (
  select distinct source, service, channel from service_lines where channel in ('edge', 'app')
), hours as (
  select distinct source, service, hour
  from service_lines
  where hour + interval 1 hour > getvariable('since') and hour < getvariable('until')
)
select distinct service, channel, hour
from carried
join hours using (source, service)
order by service, channel, hour
