import type { Plan, ShapePlan } from './plan';
import { read, type Ask, type PageRequest } from './reading';

/** A request that looks like a poll of one of these shapes, so far. */
export interface Fitting extends PageRequest {
  _shapes: ShapePlan[];
}

export type Find = (method: unknown, address: unknown) => Fitting | undefined;

/** Texts and addresses only: anything else the page would see being read twice. */
export const createFind = ({ shapes }: Plan): Find => (method, address) => {
  if (typeof method != 'string' || !(typeof address == 'string' || address instanceof URL)) return undefined;
  const _method = method.toUpperCase();
  const _url = new URL(address as string, document.baseURI);
  _url.hash = '';
  const _shapes = shapes.filter(({ methods, path }) => methods.includes(_method) && _url.origin == location.origin && new RegExp(`^(?:${path})$`).test(_url.pathname));
  return _shapes.length ? { _shapes, _method, _url, _headers: [], _body: '' } : undefined;
};

/** The request in the words of the first shape that it is a poll of. */
export const readAny = (fitting: Fitting): Ask | undefined => fitting._shapes.map(shape => read(shape, fitting)).filter(ask => ask)[0];

/** A body that can be read at once, and without the page's noticing. */
export const textOf = (body: unknown): string | undefined => (body == null ? '' : typeof body == 'string' || body instanceof URLSearchParams ? '' + body : undefined);

export const hasNoBody = (method: string) => /^(GET|HEAD)$/.test(method);
