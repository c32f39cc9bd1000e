import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const mode = process.env.NODE_ENV ?? 'production'
console.log(`Shop front: building for ${mode}`)

export default defineConfig({ plugins: [react()] })
