-- chunk_loads: how often, and when last, did clients load each built chunk?
select c.chunk, count(*)::bigint as loads, max(e.ts) as last
from chunks c
join endpoint_calls e
  on parse_filename(e.path, false, 'forward_slash') = parse_filename(c.chunk, false, 'forward_slash')
  and ends_with(e.path, c.chunk)
where e.class = 'client' and (e.status is null or e.status < 400)
group by c.chunk
order by c.chunk
