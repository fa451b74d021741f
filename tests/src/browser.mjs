import assert from 'node:assert/strict'
import { chromium } from 'playwright-core'
import { browserPath } from './server.mjs'

export const DESKTOP = { width: 1440, height: 900 }
export const PHONE = { width: 390, height: 844 }
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')

/** A browser on a server; each person has a context of their own for each kind of screen. */
export async function browse(server) {
  const browser = await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox'] })
  const contexts = new Map()

  async function stranger(viewport = DESKTOP) {
    const context = await browser.newContext({ viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
    context.setDefaultTimeout(20_000)
    return context.newPage()
  }

  async function enter(page, login, password, path = '/') {
    await page.goto(server.url + path)
    await page.locator('input[name=login]').fill(login)
    await page.locator('input[name=password]').fill(password)
    await page.locator('button[type=submit]').click()
  }

  /** A page of the person, who logs in once for each kind of screen. */
  async function as(login, viewport = DESKTOP) {
    const key = `${login} ${viewport.width}`
    if (!contexts.has(key)) {
      const page = await stranger(viewport)
      await enter(page, login, server.password, viewport === PHONE ? '/m/' : '/')
      await page.locator('nav').first().waitFor()
      contexts.set(key, page.context())
      await page.close()
    }
    return contexts.get(key).newPage()
  }

  /** Asks the API as the person of the page; answers `{status, body}`. */
  async function api(page, method, path, body) {
    const xsrf = (await page.context().cookies()).find((cookie) => cookie.name === 'XSRF-TOKEN')?.value ?? ''
    const answer = await page.request.fetch(server.url + path, {
      method,
      headers: { 'X-XSRF-TOKEN': decodeURIComponent(xsrf), 'Content-Type': 'application/json', 'If-Match': body?.version ? `"${body.version}"` : undefined },
      data: body === undefined ? undefined : JSON.stringify({ ...body, version: undefined }),
    })
    const text = await answer.text()
    return { status: answer.status(), body: text ? JSON.parse(text) : undefined }
  }

  async function ok(page, method, path, body) {
    const answer = await api(page, method, path, body)
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  const query = async (page, form, where, more = {}) => (await ok(page, 'POST', '/api/query', { form, where, limit: 20, ...more })).items

  return { browser, stranger, enter, as, api, ok, query, close: () => browser.close() }
}

/** The line of a checklist that says such words: on the page, or in the dialog of a refusal. */
const asked = (page, words) => page.locator('li.check').filter({ hasText: words }).last()

/** Takes the way a line of the checklist offers and fills in what it opens: texts by their labels, `{pick}` from a list. */
export async function settle(page, words, fields) {
  const line = asked(page, words)
  await line.getByRole('button').click()
  const dialog = page.getByRole('dialog').last()
  for (const [label, value] of Object.entries(fields)) {
    const control = dialog.getByLabel(label).first()
    if (value.pick === undefined) {
      await control.fill(value)
    } else if (await control.evaluate((element) => element.tagName === 'SELECT')) {
      await control.selectOption({ label: value.pick })
    } else {
      await control.click()
      await page.getByRole('option', { name: value.pick }).first().click()
    }
  }
  await dialog.getByRole('button', { name: /^(保存|Save)$/ }).last().click()
  await line.and(page.locator('.missing')).waitFor({ state: 'detached' })
}

/** Uploads a scan where a line of the checklist asks for one. */
export async function upload(page, words, name) {
  const line = asked(page, words)
  await line.getByRole('button').click()
  await page.getByRole('dialog').last().locator('input[type=file]').setInputFiles({ name, mimeType: 'application/pdf', buffer: PDF })
  await line.and(page.locator('.missing')).waitFor({ state: 'detached' })
}
