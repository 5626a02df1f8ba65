import type { Plan, ShapePlan } from '../src/intercept/plan';

/** GET /poll?room=5&last=41&wait=25 → {"items":[…],"last":43} */
export const shape = (other: Partial<ShapePlan> = {}): ShapePlan => ({
  name: 'chat',
  methods: ['GET'],
  path: '/poll',
  cursor: [{ in: 'query', key: 'last', var: 'last' }],
  wait: { in: 'query', key: 'wait', unit: 1000 },
  limit: { in: 'query', key: 'limit' },
  require: [],
  ignore: { names: ['_'], prefixes: ['cache'], valueless: true },
  hold: 25_000,
  max: 60_000,
  items: 0,
  latest: false,
  answer: { status: 200, headers: [['Content-Type', ['application/json']], ['X-Last', ['', 'last', '']]], body: ['{"items":[', 'items', '],"last":', 'last', '}'] },
  empty: { status: 200, headers: [], body: ['{"items":[],"last":', 'last', '}'] },
  separator: ',',
  desc: false,
  text: false,
  ...other,
});

export const plan = (other: Partial<Plan> = {}): Plan => ({ url: 'http://host/bridge', stages: '~stages', audit: 0, patience: 5000, shapes: [shape()], ...other });
