import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { browse, settle, upload } from './browser.mjs'
import { emptyServer, ROOT } from './server.mjs'

/**
 * People and deals that nobody here made, worked on in a browser. The public CRM set stands beside the project or beside a
 * folder it stands in; where it does not, a small dirty one of the same shape takes its place.
 */
const SET = publicSet()
const DIRTY = join(ROOT, 'server/src/test/resources/import')
const FILES = SET
  ? { people: 'sales_teams.csv', customers: 'accounts.csv', products: 'products.csv', opportunities: 'sales_pipeline.csv' }
  : { people: 'teams.csv', customers: 'accounts.csv', products: 'products.csv', opportunities: 'pipeline.csv' }
const COUNTS = {
  people: '35 read: 41 created, 0 updated, 0 skipped, 0 returned',
  customers: '85 read: 85 created, 0 updated, 0 skipped, 0 returned',
  products: '7 read: 7 created, 0 updated, 0 skipped, 0 returned',
  opportunities: '8,800 read: 7,375 created, 0 updated, 0 skipped, 1,425 returned',
}
const STAGES = { won: '4238', lost: '2473', needs_confirmed: '501', initial_contact: '163' }
const INITIAL = 'initial-pass-2026'
const OWN = 'my-own-pass-2026'

let server, close, stranger, enter, ok, api, query
const returned = mkdtempSync(join(tmpdir(), 'returned-'))

function publicSet() {
  for (let above = dirname(ROOT); above !== dirname(above); above = dirname(above)) {
    const set = join(above, 'shared/data/crm-sales-opportunities')
    if (existsSync(set)) return set
  }
  return undefined
}

before(async () => {
  if (!SET) console.log('The public CRM set is not at ../shared/data/crm-sales-opportunities: skipped. The small dirty set is used instead.')
  server = await emptyServer()
  ;({ close, stranger, enter, ok, api, query } = await browse(server))
})

after(async () => {
  await close?.()
  await server?.stop()
  rmSync(returned, { recursive: true })
})

/** Imports one file with the mapping that ships; answers what the command says. */
async function imported(what) {
  const file = join(SET ?? DIRTY, FILES[what])
  const mapping = join(ROOT, `sales/src/main/resources/import/crm-sales-opportunities/${what}.yaml`)
  const words = ['--file', file, '--mapping', mapping, '--errors', join(returned, `${what}.csv`)]
  const said = await server.launch('data', ...(what === 'people' ? ['people', '--password', INITIAL] : ['import']), ...words)
  return said.split('\n')[0]
}

/** Asks the API as the administrator's program does. */
async function administrator(path, body) {
  const token = readFileSync(join(server.data, 'admin.token'), 'utf8').trim()
  const answer = await fetch(server.url + path, {
    method: body ? 'POST' : 'GET',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
  })
  assert.ok(answer.ok, `${path}: ${answer.status}`)
  return answer.json()
}

/** A page of somebody who comes for the first time, and must choose a password of their own. */
async function newcomer(login) {
  const page = await stranger()
  await enter(page, login, INITIAL)
  await page.getByText('First choose your own password').waitFor()
  const [current, fresh, again] = await page.locator('input[type=password]').all()
  await current.fill(INITIAL)
  await fresh.fill(OWN)
  await again.fill(OWN)
  await page.getByRole('button', { name: 'Change and enter' }).click()
  await page.getByRole('navigation').first().waitFor()
  return page
}

test('the files come in with the counts they should, and the rest comes back with its reason', async () => {
  for (const what of Object.keys(FILES)) {
    const said = await imported(what)
    if (SET) assert.equal(said, COUNTS[what])
    else assert.match(said, /read: [1-9]\d* created/)
  }
  assert.match(readFileSync(join(returned, 'opportunities.csv'), 'utf8'), /customer missing/)
  if (!SET) return
  const { items } = await administrator('/api/query', { form: 'opportunity', group: ['stage'], measures: [{ op: 'count' }] })
  assert.deepEqual(Object.fromEntries(items.map(({ group, values }) => [group.stage, String(values.count)])), STAGES)
})

test('a rep works an open deal of the set through its gate, the manager sees it, an engineer does not', async () => {
  const [deal] = (
    await administrator('/api/query', { form: 'opportunity', where: { field: 'stage', op: 'eq', value: 'needs_confirmed' }, fields: ['name', 'owner', 'customer'], limit: 1 })
  ).items
  const people = (await administrator('/api/people/all')).items
  const owner = people.find((each) => each.id === deal.fields.owner.id)
  const head = people.find((each) => each.department.id === owner.department.id && each.roles.includes('regional_manager'))
  const engineer = { login: 'erin.bell', name: 'Erin Bell', locale: 'en', department: owner.department.id, roles: ['technical_engineer'], password: INITIAL }
  await administrator('/api/people', engineer)
  const address = `${server.url}/f/opportunity/${deal.id}`

  const rep = await newcomer(owner.login)
  await rep.goto(`${server.url}/f/opportunity`)
  await rep.getByPlaceholder('Find in Opportunities').fill(deal.fields.name)
  await rep.getByRole('cell').getByRole('link', { name: deal.fields.name }).first().waitFor()
  await rep.goto(address)
  const advance = rep.getByRole('button', { name: 'Advance', exact: true })
  await advance.click()
  await rep.getByRole('dialog').getByText('Not ready for “Solution design”').waitFor()
  await rep.getByRole('button', { name: 'Put it back' }).click()
  await settle(rep, 'visit or meeting on requirements', { 'What was said': 'Walked the line, three shifts, loading is the bottleneck.' })
  await settle(rep, 'technical requirement', { Title: 'Loading for three shifts' })
  await settle(rep, 'contact who decides', { Name: 'Dana Wolfe' })
  await upload(rep, 'survey signed by the customer', 'survey.pdf')
  await advance.click()
  await rep.getByText('Now in “Solution design”.').waitFor()

  const manager = await newcomer(head.login)
  await manager.goto(address)
  await manager.getByRole('heading', { name: deal.fields.name }).waitFor()
  await manager.getByText('missing for “Solution confirmation”').waitFor()

  const outsider = await newcomer(engineer.login)
  assert.equal((await api(outsider, 'GET', `/api/records/opportunity/${deal.id}`)).status, 404)
  await outsider.goto(address)
  await outsider.getByText('Not found').first().waitFor()
  await outsider.goto(`${server.url}/f/customer`)
  await outsider.getByPlaceholder('Find in Customers').fill(deal.fields.customer.title)
  await outsider.getByRole('cell').getByText(deal.fields.customer.title).first().waitFor()
  assert.equal(await outsider.locator('nav a[href$="/f/opportunity"]').count(), 0)
  const [customer] = await query(outsider, 'customer', { field: 'id', op: 'eq', value: deal.fields.customer.id })
  assert.deepEqual(Object.keys(customer.fields), ['name'])
  assert.equal((await ok(outsider, 'GET', '/api/definition')).forms.some((form) => form.key === 'opportunity'), false)
})
