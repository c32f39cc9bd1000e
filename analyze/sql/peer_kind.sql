-- peer_kind: is the peer of an application line inside the private network?
case
  when ip is null or not regexp_matches(ip, '^[0-9A-Fa-f:.]+$') then 'unknown'
  when ip = '::1' or starts_with(replace(lower(ip), '::ffff:', ''), '127.') then 'loopback'
  when regexp_matches(replace(lower(ip), '::ffff:', ''), '^(10\.|192\.168\.|172\.(1[6-9]|2[0-9]|3[01])\.|f[cd][0-9a-f]{2}:)') then 'private'
  else 'public'
end
