import { createDesk } from './intercept/desk';
import { interceptFetch } from './intercept/fetch';
import { createFind } from './intercept/fitting';
import { isLate } from './intercept/late';
import type { Plan } from './intercept/plan';
import { interceptXhr } from './intercept/xhr';
import { realm } from './wake';

const plan: Plan = realm.BridgePlan;

// Once: a second tag would intercept the requests of the first.
if (plan && !realm.BridgeIntercept) {
  const late = isLate();
  const native = realm.fetch;
  realm.BridgeIntercept = true;
  const find = createFind(plan);
  const desk = createDesk(plan, late, { transport: 'websocket', fetch: (url, init) => native(url, init) });
  if (late) console.warn('Bridge: put this script first in the page: it may miss polls.');
  interceptXhr(desk, find);
  interceptFetch(desk, find);
}
