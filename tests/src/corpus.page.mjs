import { corpusCases, runCorpus } from '../../web/src/expression/corpus.ts'

const files = import.meta.glob('../../corpus/expression/*.json', { eager: true, import: 'default' })
const named = Object.fromEntries(Object.entries(files).map(([path, file]) => [path.replace(/.*\/|\.json$/g, ''), file]))
const cases = corpusCases(named)
globalThis.corpus = { count: cases.length, faults: runCorpus(cases) }
