import type { Params, Routes } from '../router.ts'

// The API gives prices over the private network.
const prices = `http://${process.env.API_HOST}:10000/internal/prices`
let current: Record<string, number> = {}

setInterval(async () => {
  current = await (await fetch(prices)).json()
}, 3_600_000)

function product({ slug }: Params) {
  return `<h1>${slug}</h1><p>${current[slug] ?? ''}</p>`
}

export const routes: Routes = { 'GET /product/{slug}': product }
