import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { browse, PHONE, settle, upload } from './browser.mjs'
import { ROOT, demoServer } from './server.mjs'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let server
let browser, stranger, enter, as, api, ok, query, close

before(async () => {
  server = await demoServer()
  ;({ browser, stranger, enter, as, api, ok, query, close } = await browse(server))
})

after(async () => {
  await close?.()
  await server?.stop()
})

const DEAL = { business_type: 'machine', product_line: 'automation', amount: '120000.00', expected_close: '2030-01-31' }

/** An opportunity that the person has just begun with a customer of theirs. */
async function begun(page, name, customer) {
  const me = await ok(page, 'GET', '/api/me')
  customer ??= (await query(page, 'customer', { field: 'owner', op: 'eq', value: me.id }))[0]
  return ok(page, 'POST', '/api/records/opportunity', { fields: { ...DEAL, name, customer: customer.id, source: 'phone_in' } })
}

/** A customer nobody has met yet. */
const found = (page, name) => ok(page, 'POST', '/api/records/customer', { fields: { name: `${name}${Date.now()}`, industry: 'other' } })

/** A first visit, which is all a new opportunity lacks for its next stage. */
const visited = (page, { id, fields }) =>
  ok(page, 'POST', '/api/records/activity', {
    fields: { opportunity: id, customer: fields.customer.id, kind: 'visit', purpose: 'first_visit', summary: '看了车间。', occurred_at: new Date().toISOString() },
  })

const stageOf = async (page, id) => (await ok(page, 'GET', `/api/records/opportunity/${id}`)).fields.stage

async function seriousFaults(page) {
  await page.evaluate(AXE)
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }))
  return violations.filter((each) => ['serious', 'critical'].includes(each.impact)).map((each) => `${page.url()} ${each.id}: ${each.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`)
}

async function screenshot(page, name) {
  if (process.env.CHENGDAN_SCREENSHOTS === '1') await page.screenshot({ path: join(ROOT, 'docs/images', `${name}.png`) })
}

test('a wrong password is told, the right one lets in', async () => {
  const page = await stranger()
  await enter(page, 'marketing', 'not-the-password')
  await page.getByRole('alert').filter({ hasText: '账号或密码不对' }).waitFor()
  await page.locator('input[name=password]').fill(server.password)
  await page.locator('button[type=submit]').click()
  await page.getByRole('navigation').first().waitFor()
  await page.context().close()
})

test('a list is filtered by words and sorted by a column', async () => {
  const page = await as('manager.east')
  await page.goto(`${server.url}/f/opportunity`)
  const rows = page.locator('a[href*="/f/opportunity/"]')
  await rows.first().waitFor()
  await screenshot(page, 'list')
  const amounts = (items) => items.map((item) => Number(item.fields.amount ?? Number.MAX_VALUE))
  await Promise.all([
    answered(page, (items) => items.length > 3 && amounts(items).every((amount, index, all) => index === 0 || all[index - 1] <= amount)),
    page.getByRole('columnheader', { name: '预计金额' }).getByRole('button').click(),
  ])
  await page.locator('[role=columnheader][aria-sort=ascending]', { hasText: '预计金额' }).waitFor()
  await Promise.all([
    answered(page, (items) => items.length > 0 && items.every((item) => item.fields.name.includes('激光'))),
    page.getByPlaceholder('在商机里找名称').fill('激光'),
  ])
})

/** Waits until a query has answered with such items. */
function answered(page, wanted) {
  return page.waitForResponse(async (response) => response.url().endsWith('/api/query') && response.ok() && wanted((await response.json()).items))
}

test('a rep is refused at the gate, fills what is missing and moves on', async () => {
  const page = await as('rep.east.1')
  const { id } = await begun(page, '龙门加工中心 门的考验', await found(page, '门的考验'))
  await page.goto(`${server.url}/f/opportunity/${id}`)
  const advance = page.getByRole('button', { name: '推进', exact: true })
  await advance.click()
  await page.getByRole('dialog').getByText('还不能进入').waitFor()
  await page.getByRole('button', { name: '放回原处' }).click()
  await settle(page, '记录一次拜访', { 沟通内容: '看了车间，谈了产能。' })
  await advance.click()
  await page.getByText('已到“需求确认”').waitFor()

  await settle(page, '以需求调研为目的', { 沟通内容: '和设备科一起填了调研表。' })
  await settle(page, '建一份技术需求', { 标题: '板厚 6 mm，日产 400 件' })
  await settle(page, '拍板的人', { 姓名: '赵决策' })
  await upload(page, '签字的需求调研表', '签字需求调研表.pdf')
  await page.getByText('可以进入“方案设计”了').waitFor()
  await advance.click()
  await page.getByText('已到“方案设计”').waitFor()
  assert.equal(await stageOf(page, id), 'solution_design')
})

test('what a new opportunity lacks is picked where the refusal says so, and it moves by itself', async () => {
  const page = await as('rep.east.1')
  const me = await ok(page, 'GET', '/api/me')
  const [customer] = await query(page, 'customer', { field: 'owner', op: 'eq', value: me.id })
  const bare = await ok(page, 'POST', '/api/records/opportunity', { fields: { ...DEAL, product_line: undefined, source: 'phone_in', name: '没选产品线', customer: customer.id } })
  await visited(page, bare)
  await page.goto(`${server.url}/f/opportunity/${bare.id}`)
  await page.getByRole('button', { name: '推进', exact: true }).click()
  await page.getByRole('dialog').getByText('还不能进入').waitFor()
  await settle(page, '填写产品线', { 产品线: { pick: '自动化' } })
  await page.getByText('已到“需求确认”').waitFor()
})

test('a card dragged where its gate is shut comes back, one dragged where it is open stays', async () => {
  const page = await as('rep.east.1')
  const deal = await begun(page, '看板 门前的卡片')
  await visited(page, deal)
  await page.goto(`${server.url}/f/opportunity/board`)
  const column = (name) => page.getByRole('region', { name, exact: true })
  const card = (stage) => column(stage).locator('article', { hasText: '看板 门前的卡片' })
  await drag(page, card('初步接触'), column('方案设计'))
  await page.getByRole('dialog').getByText('还不能进入“方案设计”').waitFor()
  await page.getByRole('button', { name: '放回原处' }).click()
  await card('初步接触').waitFor()
  assert.equal(await stageOf(page, deal.id), 'initial_contact')
  await drag(page, card('初步接触'), column('需求确认'))
  await page.getByText('已到“需求确认”').waitFor()
  await card('需求确认').waitFor()
  assert.equal(await stageOf(page, deal.id), 'needs_confirmed')
})

/** Takes the card by the mouse and lets it go over the column. */
async function drag(page, card, column) {
  await card.locator('.f').hover()
  await page.mouse.down()
  const { x, y, width } = await column.boundingBox()
  await page.mouse.move(x + width / 2, y + 200, { steps: 8 })
  await page.mouse.up()
}

test('an engineer sees the name and exactly two tabs of a customer, and no contract', async () => {
  const page = await as('engineer')
  const [customer] = await query(page, 'customer')
  await page.goto(`${server.url}/f/customer/${customer.id}`)
  await page.getByRole('heading', { name: customer.fields.name }).waitFor()
  assert.deepEqual(await page.getByRole('tab').allInnerTexts(), ['历史沟通纪要', '技术需求'])
  const finance = await as('finance')
  const [contract] = await query(finance, 'contract')
  assert.equal((await api(page, 'GET', `/api/records/contract/${contract.id}`)).status, 404)
  await page.goto(`${server.url}/f/contract/${contract.id}`)
  await page.getByText('没有找到').first().waitFor()
})

test('two who change the same field are asked which value stays', async () => {
  const page = await as('rep.east.1')
  const record = await begun(page, '两人同改 的商机')
  await page.goto(`${server.url}/f/opportunity/${record.id}`)
  await page.getByRole('tab', { name: '商机信息' }).click()
  await page.getByRole('button', { name: '编辑' }).click()
  await page.getByLabel('下一步').fill('我写的下一步')
  await ok(page, 'PATCH', `/api/records/opportunity/${record.id}`, { fields: { next_step: '别人写的下一步' }, version: record.version })
  await page.getByRole('button', { name: '保存' }).first().click()
  const dialog = page.getByRole('dialog', { name: '别人刚改过这一条' })
  await dialog.getByText('别人写的下一步').waitFor()
  await Promise.all([page.waitForResponse((response) => response.request().method() === 'PATCH' && response.ok()), dialog.locator('.btn.first').click()])
  assert.equal((await ok(page, 'GET', `/api/records/opportunity/${record.id}`)).fields.next_step, '我写的下一步')
})

test('on the phone: a new customer, a visit, an opportunity on its way', async () => {
  const page = await as('rep.east.1', PHONE)
  const name = `常州手机新客户${Date.now()}有限公司`
  await page.goto(`${server.url}/m/`)
  await page.getByRole('button', { name: '要做什么' }).click()
  await page.getByRole('button', { name: '新建客户' }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel('客户名称').fill(name)
  await sheet.getByLabel('行业').selectOption({ index: 1 })
  await sheet.getByRole('button', { name: '保存' }).last().click()
  await page.getByText(name).first().waitFor()

  const { id } = await begun(page, '手机 推进的商机')
  await page.goto(`${server.url}/m/visit`)
  await page.getByRole('combobox').or(page.locator('input')).first().fill(name)
  await page.getByRole('option', { name }).click()
  await page.locator('textarea').first().fill('第一次到厂，见了老板。')
  await page.getByRole('button', { name: '保存' }).click()
  await page.waitForURL((url) => !url.pathname.endsWith('/visit'))

  await page.goto(`${server.url}/m/f/opportunity/${id}`)
  await page.getByRole('button', { name: '推进到“需求确认”' }).waitFor()
  await screenshot(page, 'phone')
  await settle(page, '记录一次拜访', { 沟通内容: '看了车间，谈了产能。' })
  await page.getByRole('button', { name: '推进到“需求确认”' }).click()
  await page.getByText('已到“需求确认”').waitFor()
})

/** Asks until the search finds so many for the page's person: what was just written takes a moment. */
async function searchable(page, words, count = 1) {
  for (const end = Date.now() + 10_000; ; await new Promise((next) => setTimeout(next, 100))) {
    const { items } = await ok(page, 'GET', `/api/search?q=${encodeURIComponent(words)}`)
    if (items.length === count) return
    assert.ok(Date.now() < end, `${words}: ${items.length}`)
  }
}

test('a customer is found by pinyin from wherever one is, and opened by keyboard', async () => {
  const page = await as('rep.east.1')
  const name = `重庆曾氏轴承（厦门）${Date.now()}厂`
  const { id } = await ok(page, 'POST', '/api/records/customer', { fields: { name, industry: 'other', address: '凤天路九弯十八巷' } })
  await searchable(page, name)
  await page.goto(`${server.url}/f/opportunity`)
  await page.locator('h1').first().waitFor()
  await page.keyboard.press('Control+k')
  const box = page.getByRole('combobox', { name: '搜索' })
  await box.fill('重')
  await page.getByText('再输一个字').waitFor()
  await box.fill('没有人叫这个名字')
  await page.getByText('没找到“没有人叫这个名字”').first().waitFor()
  await box.fill(`xiamen ${name.match(/\d+/)[0]}`)
  const option = page.getByRole('option', { name })
  await option.waitFor()
  assert.deepEqual(await option.locator('mark').allInnerTexts(), ['厦门', name.match(/\d+/)[0]])
  assert.deepEqual(await seriousFaults(page), [])
  await page.keyboard.press('Escape')
  await box.waitFor({ state: 'detached' })
  await page.locator('h1').first().click()
  await page.keyboard.press('/')
  await box.fill('cqzs')
  await page.getByRole('group', { name: '客户' }).getByRole('option').first().waitFor()
  await box.fill('九弯十八巷')
  await page.getByRole('option', { name: /地址/ }).filter({ hasText: name }).waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/f/customer/${id}`)
  await page.getByRole('button', { name: '搜客户' }).click()
  await page.getByRole('option', { name: '九弯十八巷' }).waitFor()

  const engineer = await as('engineer')
  await engineer.goto(server.url)
  await engineer.getByRole('button', { name: '搜客户' }).click()
  const theirs = engineer.getByRole('combobox', { name: '搜索' })
  await theirs.fill('九弯十八巷')
  await engineer.getByText('没找到“九弯十八巷”').first().waitFor()
  await theirs.fill(name)
  await engineer.getByRole('option', { name }).waitFor()
  assert.equal((await engineer.getByRole('option').allInnerTexts()).join(), name)
})

test('on the phone a search is a page one comes back to', async () => {
  const page = await as('rep.east.1', PHONE)
  const name = `宁波海曙注塑${Date.now()}`
  const { id } = await ok(page, 'POST', '/api/records/customer', { fields: { name, industry: 'other' } })
  await searchable(page, name)
  await page.goto(`${server.url}/m/`)
  await page.getByRole('link', { name: '搜索' }).click()
  await page.getByRole('combobox', { name: '搜索' }).fill('nbhszs')
  const option = page.getByRole('option', { name })
  await option.waitFor()
  assert.deepEqual(await seriousFaults(page), [])
  await option.click()
  await page.waitForURL(`**/m/f/customer/${id}`)
  await page.getByRole('button', { name: '返回' }).click()
  await option.waitFor()
  assert.equal(await page.getByRole('combobox', { name: '搜索' }).inputValue(), 'nbhszs')
})

test('expressions mean in this browser what the corpus says', async () => {
  const vite = await import(pathToFileURL(createRequire(join(ROOT, 'web/package.json')).resolve('vite')).href)
  const built = await vite.build({
    root: join(ROOT, 'web'),
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: false, lib: { entry: join(ROOT, 'tests/src/corpus.page.mjs'), formats: ['iife'], name: 'page' } },
  })
  const page = await browser.newPage()
  await page.addScriptTag({ content: [built].flat()[0].output[0].code })
  const { count, faults } = await page.evaluate(() => globalThis.corpus)
  await page.close()
  assert.deepEqual(faults, [])
  assert.ok(count >= 300, `only ${count} cases`)
})

test('the main pages have no serious fault of accessibility', async () => {
  const page = await as('rep.east.1')
  const [record] = await query(page, 'opportunity', { field: 'stage', op: 'in', value: ['solution_design', 'negotiation', 'signing'] })
  const faults = []
  for (const path of ['/', '/f/opportunity', '/f/opportunity/board', `/f/opportunity/${record.id}`, `/f/customer/${record.fields.customer.id}`]) {
    await page.goto(server.url + path)
    await page.locator('h1').first().waitFor()
    await page.waitForLoadState('networkidle')
    if (path.endsWith(record.id)) await screenshot(page, 'opportunity')
    faults.push(...(await seriousFaults(page)))
  }
  const phone = await as('rep.east.1', PHONE)
  await phone.goto(`${server.url}/m/f/opportunity/${record.id}`)
  await phone.locator('h1').first().waitFor()
  await phone.waitForLoadState('networkidle')
  faults.push(...(await seriousFaults(phone)))
  assert.deepEqual(faults, [])
})
