import type { Params, Routes } from '../router.ts'

function lookbook({ season }: Params) {
  return `<h1>Lookbook ${season}</h1>`
}

export const routes: Routes = { 'GET /lookbook/{season}': lookbook }
