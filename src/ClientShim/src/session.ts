import type { Envelope } from './envelope';

const key = () => Math.random().toString(36).slice(2);
const blank = () => ({ token: '', attempt: 0, submit: 1 });

/** What survives a reload, under names that survive a new build. */
export type Session = ReturnType<typeof createSession>;

export const createSession = () => Object.assign(blank(), {
  id: '',
  page: key() + key(),
  hold: 25_000,
});

export const adopt = (session: Session, e: Envelope) => Object.assign(session, {
  id: e.session,
  token: e.token || session.token,
  attempt: e.attempt,
  // What was sent before and has not arrived is no news to the server.
  submit: Math.max(session.submit, e.submit),
  hold: e.hold || session.hold,
});

/** Jumps over numbers that may be in use: a number used twice is worse than a hole. */
export const leap = (session: Session) => (session.attempt += 1000);

/** Goes on with a stored session; its numbers may be a little old. */
export function restore(session: Session, saved: Session) {
  Object.assign(session, saved);
  session.submit += 1000;
  leap(session);
}

export const forget = (session: Session) => Object.assign(session, blank());
