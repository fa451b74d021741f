import { describe, expect, it } from 'vitest'
import type { Pipeline } from '@/definition/types'
import { moveAsksReason, nextStage } from './moves'

const label = { zh: '', en: '' }
const stage = (key: string, kind?: 'won' | 'lost') => ({ key, label, kind })
const pipeline: Pipeline = { key: 'sales', label, field: 'stage', stages: [stage('first'), stage('second'), stage('won', 'won'), stage('lost', 'lost')] }

describe('a stage move', () => {
  it.each([
    ['second', 'first', true],
    ['lost', 'first', true],
    ['won', 'second', true],
    ['first', 'second', false],
    ['first', 'lost', false],
    ['second', 'won', false],
  ])('from %s to %s asks for a reason: %s', (from, to, asks) => {
    expect(moveAsksReason(pipeline, from, to)).toBe(asks)
  })

  it('goes on to the next open stage, at last to the win', () => {
    expect([nextStage(pipeline, 'first'), nextStage(pipeline, 'second'), nextStage(pipeline, 'won'), nextStage(pipeline, 'odd')]).toEqual(['second', 'won', undefined, undefined])
  })
})
