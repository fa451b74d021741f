import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const RAW_COLOUR = /:[^;{]*#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(/

describe('tokens', () => {
  it('are the only place with raw colours', () => {
    const found: string[] = []
    for (const entry of readdirSync('src', { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.(vue|css)$/.test(entry.name) || entry.name === 'tokens.css') continue
      const path = join(entry.parentPath, entry.name)
      readFileSync(path, 'utf8')
        .split('\n')
        .forEach((line, index) => RAW_COLOUR.test(line) && found.push(`${path}:${index + 1} ${line.trim()}`))
    }
    expect(found).toEqual([])
  })
})
