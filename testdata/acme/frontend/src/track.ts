interface Usage {
  count: number
  first_used: string
  last_used: string
}

/** Counts in this browser that a component was rendered. */
export function trackComponentUsage(name: string) {
  const key = `component_usage_${name}`
  const now = new Date().toISOString()
  const known: Usage = JSON.parse(localStorage.getItem(key) ?? 'null') ?? { count: 0, first_used: now, last_used: now }
  localStorage.setItem(key, JSON.stringify({ ...known, count: known.count + 1, last_used: now }))
}
