-- resources_seen: which services do the logs name, and with how many lines?
select service, sum(lines)::bigint as lines
from lines
group by service
order by service nulls first
