-- sources: what did every source hold, and does it add up to what is stored?
with stored as (
  select source as fingerprint, sum(lines)::bigint as lines from lines group by source
)
select
  s.names[1] as name, s.fingerprint, s.records, s.requests, s.other, s.rejected, s.duplicates,
  s.records = s.requests + s.other + s.rejected + s.duplicates
    and s.records = s.rejected + coalesce(stored.lines, 0) as conserved,
  s.first, s.last, s.parsed, s.bytes, s.grown_from
from sources s
left join stored using (fingerprint)
order by s.first nulls last, s.fingerprint
