import { execFile, execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..')
export const PASSWORD = 'journeys-2026'
const READY_WITHIN = 10 * 60_000
const run = promisify(execFile)

/** A Chengdan with the demo company; `CHENGDAN_URL` names one that already runs instead. */
export async function demoServer() {
  if (process.env.CHENGDAN_URL) return { url: process.env.CHENGDAN_URL, password: process.env.CHENGDAN_DEMO_PASSWORD ?? PASSWORD, stop: async () => {} }
  return start([])
}

/** A Chengdan in which there is nothing but the sales application and `admin`. */
export const emptyServer = () => start(['--empty'])

/** A server of its own on data of its own, gone with `stop`. `launch` runs another command on the same data. */
async function start(more) {
  const port = await freePort()
  const data = mkdtempSync('/var/tmp/chengdan-journeys-')
  chmodSync(data, 0o711)
  const said = []
  const server = spawn(join(ROOT, 'chengdan'), ['run', '--port', String(port), '--data', data, ...more], {
    env: { ...process.env, CHENGDAN_DEMO_PASSWORD: PASSWORD },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise((resolve) => server.once('exit', resolve))
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (part) => said.push(part))
  const stop = async () => {
    if (server.exitCode === null) server.kill('SIGTERM')
    await ended
    rmSync(data, { recursive: true, force: true })
  }
  const url = `http://localhost:${port}`
  try {
    await healthy(url, server)
  } catch (error) {
    await stop()
    throw new Error(`${error.message}\n${Buffer.concat(said)}`)
  }
  const launch = async (...words) => (await run(join(ROOT, 'chengdan'), [...words, '--port', String(port), '--data', data], { env: { ...process.env, LC_ALL: 'C.UTF-8' } })).stdout
  return { url, password: PASSWORD, data, launch, stop }
}

async function healthy(url, server) {
  for (const end = Date.now() + READY_WITHIN; Date.now() < end; await new Promise((next) => setTimeout(next, 300))) {
    if (server.exitCode !== null) throw new Error('The server ended before it was ready.')
    if (await fetch(`${url}/actuator/health`).then((answer) => answer.ok, () => false)) return
  }
  throw new Error('The server was not ready in time.')
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

export function browserPath() {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8' }).trim()
    } catch {
      // the next name
    }
  }
  throw new Error('The tests need chromium. Run as root: apt-get install -y --no-install-recommends chromium fonts-wqy-microhei')
}
