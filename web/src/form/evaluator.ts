import { type Judge, undecided } from './judge'

/** The judge of the running client. */
export function judgeNow(): Judge {
  return undecided
}
