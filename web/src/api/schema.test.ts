import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'

it('the types of the client are those of the OpenAPI document', () => {
  const dir = mkdtempSync(join(tmpdir(), 'schema-'))
  try {
    const made = join(dir, 'schema.d.ts')
    execFileSync('node_modules/.bin/openapi-typescript', ['api/openapi.json', '-o', made], { stdio: 'ignore' })
    expect(readFileSync('src/api/schema.d.ts', 'utf8')).toBe(readFileSync(made, 'utf8'))
  } finally {
    rmSync(dir, { recursive: true })
  }
}, 30_000)
