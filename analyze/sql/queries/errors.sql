-- errors: which endpoints fail most often? (--set min_calls=1)
select
  service, endpoint, calls, client_errors, server_errors, aborted,
  round((client_errors + server_errors) / calls, 4) as error_share, last_used
from usage
where client_errors + server_errors > 0 and calls >= coalesce(getvariable('min_calls'), 1)
order by error_share desc, calls desc, service, endpoint
