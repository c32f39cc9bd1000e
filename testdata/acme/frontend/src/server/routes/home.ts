import type { Params, Routes } from '../router.ts'

function home() {
  return '<h1>Acme</h1>'
}

function category({ category }: Params) {
  return `<h1>${category}</h1>`
}

export const routes: Routes = { 'GET /': home, 'GET /c/{category}': category }
