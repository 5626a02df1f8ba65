import { createDesk } from './intercept/desk';
import { interceptFetch } from './intercept/fetch';
import { isLate } from './intercept/late';
import type { Plan } from './intercept/plan';
import { interceptXhr } from './intercept/xhr';
import { realm } from './wake';

const plan: Plan = realm.BridgePlan;

// Once: a second tag would intercept the requests of the first.
if (plan && !realm.BridgeIntercept) {
  const late = isLate();
  const native = realm.fetch;
  const shapes = plan.shapes.map(shape => [shape, new RegExp(`^(?:${shape.path})$`)] as const);
  const find = (method: string, { origin, pathname }: URL) => {
    const found = origin == location.origin && shapes.find(([{ methods }, path]) => methods.includes(method.toUpperCase()) && path.test(pathname));
    return found ? found[0] : undefined;
  };
  const desk = createDesk(plan, late, { fetch: (url, init) => native(url, init) });
  realm.BridgeIntercept = true;
  if (late) console.warn('Bridge: put this script first in the page; polls of scripts that ran before it may not be intercepted.');
  interceptXhr(desk, find);
  interceptFetch(desk, find);
}
