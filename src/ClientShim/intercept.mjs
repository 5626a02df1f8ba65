import { fileURLToPath } from 'node:url';

/** The interception script's own modules in the place of the shim's: it needs the text of each message as it stood in the frame, and leaves out what it never uses. */
export const own = {
  name: 'own',
  setup: ({ onResolve, resolve }) => onResolve({ filter: /^\.\/(emitter|frame|payload|polling|session|storage|submissions)$/ }, ({ path, kind, pluginData }) =>
    pluginData ? undefined : resolve(path, { resolveDir: fileURLToPath(new URL('src/intercept', import.meta.url)), kind, pluginData: true })),
};
