/** Reads what the server sent, and what a page has kept. A module of its own: who needs the text of messages builds with another. */
export const parse: (text: string) => any = JSON.parse;
