/** What the gateway tells the script: docs/intercept.md. */
export interface Plan {
  /** The shim's address. */
  url: string;
  /** The channel on which the server says that a shape's stage has changed. */
  stages: string;
  /** Milliseconds between two audit polls of one question; 0: none. */
  audit: number;
  /** Milliseconds that a held poll waits for push to come up, or back. */
  patience: number;
  shapes: ShapePlan[];
}

export interface ShapePlan {
  name: string;
  methods: string[];
  /** A regular expression over the whole encoded path. */
  path: string;
  /** All parts of the cursor, in the order of its text. */
  cursor: Place[];
  /** The number in it times `unit` is milliseconds; unit 0: a text such as `30s`. */
  wait?: Place & { unit: number };
  limit?: Place;
  /** What must be there once; null: with any value. */
  require: [place: PlaceName, key: string, value: string | null][];
  ignore: { names: string[]; prefixes: string[]; valueless: boolean };
  /** Milliseconds to hold when the request names none, and the most. */
  hold: number;
  max: number;
  /** The limit when the request names none; 0: none. */
  items: number;
  /** Only the newest item counts. */
  latest: boolean;
  answer: Form;
  /** null: the backend never says that nothing came. */
  empty: Form | null;
  separator: string;
  desc: boolean;
  /** The items are raw text: variables are not escaped as in JSON. */
  text: boolean;
}

export type PlaceName = 'query' | 'header' | 'cookie' | 'form' | 'json';

export interface Place {
  in: PlaceName;
  /** In JSON a dotted key. */
  key: string;
  var?: string;
}

/** Literals at even indexes, names of variables at odd ones. */
export interface Form {
  status: number;
  headers: [name: string, pieces: string[]][];
  body: string[];
}
