import type { Plan, ShapePlan } from './plan';
import type { PageRequest } from './reading';

/** A request that looks like a poll of this shape, so far. */
export interface Fitting extends PageRequest {
  _shape: ShapePlan;
}

export type Find = (method: unknown, address: unknown) => Fitting | undefined;

/** Texts and addresses only: anything else the page would see being read twice. */
export const createFind = ({ shapes }: Plan): Find => (method, address) => {
  if (typeof method != 'string' || !(typeof address == 'string' || address instanceof URL)) return undefined;
  const _method = method.toUpperCase();
  const _url = new URL(address as string, document.baseURI);
  _url.hash = '';
  const _shape = shapes.find(({ methods, path }) => methods.includes(_method) && _url.origin == location.origin && new RegExp(`^(?:${path})$`).test(_url.pathname));
  return _shape && { _shape, _method, _url, _headers: [], _body: '' };
};

/** Whether a body can be read at once, and no body to speak of. */
export const isText = (body: unknown) => body == null || typeof body == 'string' || body instanceof URLSearchParams;

export const hasNoBody = (method: string) => /^(GET|HEAD)$/.test(method);
