-- quiet: in which hours of the window has each channel of each service any request?
select distinct service, channel, hour
from service_lines
where kind = 'request' and channel in ('edge', 'app')
  and hour + interval 1 hour > getvariable('since') and hour < getvariable('until')
order by service, channel, hour
