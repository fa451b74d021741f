const ACCEPT: Record<string, string> = {
  pdf: 'application/pdf',
  image: 'image/*',
  office: '.doc,.docx,.xls,.xlsx,.ppt,.pptx,.csv,.txt',
  audio: 'audio/*',
  video: 'video/*',
}

/** For `<input accept>`; undefined when any file will do. The server looks at the true type. */
export function acceptOf(kinds: string[] | undefined): string | undefined {
  if (!kinds?.length || kinds.includes('any')) return undefined
  return kinds.map((kind) => ACCEPT[kind] ?? '').filter(Boolean).join(',')
}
