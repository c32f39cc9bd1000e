-- silent: which endpoints were not used since a time? (--set since=YYYY-MM-DD; default: the whole window)
select service, endpoint, verdict, calls, last_used, file, line
from usage
where last_used is null or last_used < getvariable('since')::timestamp
order by last_used nulls first, service, endpoint
