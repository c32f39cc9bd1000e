-- no_requests: what do requests look like where there are none?
select
  null::timestamp as ts, null::timestamp as start_ts, null::varchar as service, null::varchar as instance,
  null::varchar as host, null::varchar as method, null::varchar as path, null::varchar as query, null::smallint as status,
  null::bigint as duration_ms, null::bigint as bytes, null::varchar as client_ip, null::varchar as user_agent,
  null::varchar as request_id, null::varchar as log_id, null::varchar as channel, null::varchar as format,
  null::tinyint as time_precision, null::date as date
where false
