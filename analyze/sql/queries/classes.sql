-- classes: what did the classification keep, and what did it remove?
select service, channel, class, count(*) as requests, count(*) filter (counted) as counted
from endpoint_calls
group by service, channel, class
order by service, channel, class
