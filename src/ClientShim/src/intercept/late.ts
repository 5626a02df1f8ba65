/** Whether scripts may have run before ours and hold copies of what we patch: ours is to be the first in the document, and to run at once. */
export const isLate = () => document.readyState != 'loading' || document.scripts[0] != document.currentScript;
