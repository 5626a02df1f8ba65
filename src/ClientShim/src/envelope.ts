/** One object on the wire; its fields depend on its type (docs/protocol.md). */
export interface Envelope {
  type: string;
  [field: string]: any;
}
