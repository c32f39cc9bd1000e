-- first_seen: on which day was each endpoint first called?
select first_used::date as day, service, endpoint, first_used, calls
from usage
where first_used is not null
order by day, service, endpoint
