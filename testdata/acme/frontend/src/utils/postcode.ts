/** Writes a postcode the way the old labels wanted it. */
export function postcode(text: string): string {
  return text.replace(/\s+/g, '').toUpperCase()
}
