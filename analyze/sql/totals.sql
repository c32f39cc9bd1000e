-- totals: how much of the traffic of each service did the classification remove?
select service, channel, class, sum(requests)::bigint as requests
from classified
group by service, channel, class
order by service, channel, class
