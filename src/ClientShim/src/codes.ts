export type Advice = 'resume' | 'reopen' | 'stop';

const stop = [1000, 1003, 1007, 1008, 1009, 4400, 4401, 4403, 4409, 4499];
const reopen = [4404, 4405];

/** What to do after a close frame: the table of docs/protocol.md section 7. Any other code means that the line broke: resume. */
export const adviceOf = (code: number): Advice => (stop.includes(code) ? 'stop' : reopen.includes(code) ? 'reopen' : 'resume');
