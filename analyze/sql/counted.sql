-- counted: which requests stand behind the calls of each endpoint?
select c.*, is_call(c.class, c.channel, c.peer, t.regime, t.surplus) as counted
from classified c
join tallies t
  on t.service = c.service
  and t.endpoint is not distinct from c.endpoint
  and t.template is not distinct from c.template
