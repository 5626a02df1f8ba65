import type { Envelope } from './envelope';

/** What survives a reload, under names that survive a new build. */
export interface Session {
  /** Known before the session is open again: a page that leaves early must hand on which lock guards its token. */
  id?: string;
  token?: string;
  page: string;
  /** One counter for every poll and every open, never used twice: the server gives the lease to the highest. */
  attempt: number;
  /** The next free id of a submission. */
  submit: number;
  hold: number;
}

/** Over numbers that may be in use: a number used twice is worse than a hole. */
export const leap = 1000;

export const createSession = (): Session => ({ page: Math.random().toString(36).slice(2), attempt: 0, submit: 1, hold: 25_000 });

export const adopt = (session: Session, e: Envelope) => Object.assign(session, {
  id: e.session,
  token: e.token || session.token,
  attempt: e.attempt,
  // What was sent before and has not arrived is no news to the server.
  submit: Math.max(session.submit, e.submit),
  hold: e.hold || session.hold,
});

/** Goes on with a stored session; its numbers may be a little old. */
export const restore = (session: Session, saved: Session) => Object.assign(session, saved, {
  // By chance, too: a page that could not store would be followed by one that counts on from the same number.
  attempt: saved.attempt + leap + (Math.random() * leap | 0),
  submit: saved.submit + leap,
});

export const forget = (session: Session) => Object.assign(session, { id: undefined, token: undefined, submit: 1 });
