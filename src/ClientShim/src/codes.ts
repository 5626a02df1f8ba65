export type Advice = 'resume' | 'reopen' | 'stop';

/** What to do after a close frame: the table of docs/protocol.md section 7. Any other code means that the line broke: resume. */
export const advices: Record<number, Advice> = {
  1000: 'stop',
  1003: 'stop',
  1008: 'stop',
  1009: 'stop',
  1011: 'resume',
  1012: 'resume',
  1013: 'resume',
  4400: 'stop',
  4401: 'stop',
  4403: 'stop',
  4404: 'reopen',
  4405: 'reopen',
  4408: 'resume',
  4409: 'stop',
  4429: 'resume',
  4499: 'stop',
};
