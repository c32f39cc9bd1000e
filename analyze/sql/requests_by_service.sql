-- requests_by_service: how many requests does the window hold for each service?
select service, sum(requests)::bigint as requests
from facts
group by service
order by service
