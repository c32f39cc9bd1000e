-- gaps: in which hours of the window is there no line, by resource and channel?
with window_hours as (
  select unnest(generate_series(
    date_trunc('hour', getvariable('since')::timestamp),
    getvariable('until')::timestamp - interval 1 microsecond, interval 1 hour)) as hour
), carried as (
  select distinct source, service, channel from lines where channel in ('edge', 'app')
), covered as (
  -- A line of any kind shows that the source was being written.
  select distinct c.service, c.channel, l.hour
  from carried c
  join lines l on l.source = c.source and l.service is not distinct from c.service
), missing as (
  select c.service, c.channel, w.hour
  from (select distinct service, channel from carried) c
  cross join window_hours w
  where not exists (
    from covered k where k.service is not distinct from c.service and k.channel = c.channel and k.hour = w.hour)
), runs as (
  select *, hour - to_hours(row_number() over (partition by service, channel order by hour)) as run from missing
)
select service, channel, min(hour) as since, max(hour) + interval 1 hour as until, count(*) as hours
from runs
group by service, channel, run
order by service nulls first, channel, since
