import { describe, expect, it } from 'vitest'
import { type CorpusCase, corpusCases, runCorpus } from './corpus'
import { type Env, evaluate, holds, UNKNOWN, valuesOf } from './index'

const files = Object.fromEntries(
  Object.entries(import.meta.glob('../../../corpus/expression/*.json', { eager: true, import: 'default' })).map(
    ([path, content]) => [path.replace(/.*\/|\.json$/g, ''), content],
  ),
)
const env: Env = { now: '2026-11-23T02:30:15Z', zone: 'Asia/Shanghai', me: () => undefined }

describe('the corpus', () => {
  const cases = corpusCases(files)

  it('is large', () => expect(cases.length).toBeGreaterThan(300))

  it.each(cases.map((one): [string, CorpusCase] => [one.name, one]))('%s', (_, one) => {
    expect(runCorpus([one])).toEqual([])
  })

  it('notices a wrong answer', () => {
    const [first] = cases
    expect(first && runCorpus([{ ...first, expected: 'something else' }])).toHaveLength(1)
  })
})

describe('what this client does not have', () => {
  const region = ['==', ['field', 'customer.region', 'text'], ['s', '32']]

  it('is unknown, not blank', () => {
    expect(evaluate(region, valuesOf({ customer: { id: 'c', title: 'ACME' } }), env)).toBe(UNKNOWN)
    expect(evaluate(region, valuesOf({ customer: null }), env)).toBe(false)
    expect(holds(['in', ['s', 'finance'], ['field', 'me.roles', 'list<text>']], valuesOf({}), env)).toBe(UNKNOWN)
  })

  it('leaves alone what is decided without it', () => {
    expect(holds(['&&', region, false], valuesOf({}), env)).toBe(false)
    expect(holds(['||', region, true], valuesOf({}), env)).toBe(true)
    expect(holds(['exists', ['list', null, true], 'x', ['||', region, ['var', 'x', '', 'bool']]], valuesOf({}), env)).toBe(true)
    expect(evaluate(['coalesce', ['n', '1'], ['field', 'amount', 'number']], valuesOf({}), env)).toBe('1')
  })
})

describe('values as the API gives them', () => {
  it('takes a reference with its title as its id', () => {
    const same = ['==', ['field', 'owner', 'id'], ['field', 'customer.owner', 'id']]
    const values = valuesOf({ owner: { id: 'p', title: 'Li' }, customer: { id: 'c', owner: 'p' } })
    expect(evaluate(same, values, env)).toBe(true)
    const among = ['in', ['field', 'owner', 'id'], ['field', 'people', 'list<id>']]
    expect(evaluate(among, valuesOf({ owner: 'p', people: [{ id: 'p', title: 'Li' }] }), env)).toBe(true)
  })

  it('does not read what every object has', () => {
    expect(evaluate(['field', 'constructor', 'text'], valuesOf({}), env)).toBe(UNKNOWN)
  })
})

describe('limits', () => {
  it('goes through no more than 10,000 list elements', () => {
    const numbers = valuesOf({ numbers: Array.from({ length: 10_001 }, () => 1) })
    const tree = ['all', ['field', 'numbers', 'list<number>'], 'n', true]
    expect(() => evaluate(tree, numbers, env)).toThrow('too_many_steps')
  })

  it('keeps the clock time over a change to summer time, as the server does', () => {
    const berlin = { ...env, zone: 'Europe/Berlin' }
    const nextDay = ['addDays', ['field', 'made', 'datetime'], ['n', '1']]
    const add = (made: string) => evaluate(nextDay, valuesOf({ made }), berlin)
    expect(add('2026-03-28T11:00:00Z')).toBe('2026-03-29T10:00:00Z')
    expect(add('2026-03-28T01:30:00Z')).toBe('2026-03-29T01:30:00Z')
    expect(add('2026-10-24T00:30:00Z')).toBe('2026-10-25T00:30:00Z')
  })
})
