-- service_lines: which lines of each service are known, by source and hour?
select l.source, s.service, l.hour, l.channel, l.kind, l.lines, l.first, l.last
from lines l
join resources s on s.resource is not distinct from l.service
