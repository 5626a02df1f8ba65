import type { Envelope } from './envelope';

export const decode = (e: Envelope): unknown =>
  'data' in e ? e.data : 'text' in e ? e.text : Uint8Array.from(atob(e.base64), char => char.charCodeAt(0));

export const encode = (data: unknown) =>
  data instanceof Uint8Array
    ? { base64: btoa(data.reduce((text, byte) => text + String.fromCharCode(byte), '')) }
    : { data: data === undefined ? null : data };
