-- is_call: does a request of this class count, by the rule of its service?
class = 'client' and (
  channel = 'edge'
  or regime = 'app'
  or regime = 'private' and peer in ('private', 'loopback')
  or regime = 'surplus' and surplus > 0
)
