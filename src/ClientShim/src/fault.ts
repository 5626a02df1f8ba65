import type { BridgeError } from './bridge';

export const fault = (code: string, text = code, channel?: string): BridgeError =>
  Object.assign(new Error(text), { code, channel });
