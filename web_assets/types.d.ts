import type { Blob as BlobReference, Host as ComponentHost, Model, Mounted } from "./components/contract";

export type { BlobReference, Model, Mounted };

declare global {
  interface Window {
    /** What the document opened before its modules came. */
    autouiSocket?: WebSocket;
  }
}

/** What the page offers a component: the shared contract and a few more. */
export interface Host extends ComponentHost {
  /** Send bytes; `progress` gets 0–1. Rejects with an Error whose message is a sentence. */
  upload(file: File | globalThis.Blob, progress?: (share: number) => void, name?: string): Promise<BlobReference>;
  /** A modal dialog; `body` is text or an element. */
  dialog(options: { title: string; body?: string | Node; actions?: Node[]; wide?: boolean }): Promise<HTMLDialogElement>;
  h(tag: string, props?: Record<string, any> | null, ...children: any[]): any;
  icon(name: string): SVGElement;
}

export interface Component {
  initialize?(context: { model: Model }): void | Promise<void>;
  render(context: { model: Model; el: HTMLElement; host: Host }): void | (() => void) | Promise<void | (() => void)>;
}

export interface NodeSpec {
  id: string;
  kind: string;
  props: Record<string, any>;
  value?: any;
  children?: string[];
}

export interface Input {
  name: string;
  /** What the function calls it, where that is another name. */
  parameter?: string;
  node: string;
  required: boolean;
  passed: "positional" | "keyword" | "either" | "var_positional" | "var_keyword";
  annotation: string;
  default: any;
  secret: boolean;
  section: string;
  /** What the function takes where the value alone does not tell: `tuple`, `numpy`, `pil`, `path`, …; of what has parts, how each is written (`core/spelling.js`). */
  takes?: any;
}

export interface Endpoint {
  name: string;
  hash: string;
  title: string;
  inputs: Input[];
  outputs: { name: string; node: string; shape: "short" | "wide" | "media" | "field" | "any" }[];
  signature: string;
  call: {
    import: string;
    name: string;
    target: string;
    /** Of a method: how many inputs make the object that it is called on. */
    made?: number;
    /** The only one of them is that object. */
    held?: boolean;
  };
  kind: string;
  live: boolean;
  /** The most runs in one call; absent or 0 for a function of single items. */
  batch?: number;
  docs: string;
  flagging?: { mode: "manual" | "auto" | "never"; options: { label: string; value: string }[] };
  examples?: {
    /** The first page; others are entered as they come. */
    rows: any[][];
    results?: (string | null)[];
    labels?: string[];
    source?: string;
    /** How many rows there are; null as long as nobody knows. */
    total?: number | null;
    per_page?: number;
    searchable?: boolean;
    /** The inputs that the rows say anything of; absent: all. */
    columns?: number[];
    /** Something happens when a row is chosen: its recorded result shows, or it runs. */
    acts?: "outcome" | "run";
  };
}

export interface PageSpec {
  name: string;
  title: string;
  root: string;
  description: string;
  article: string;
  endpoint?: string;
}

export interface ListenerSpec {
  trigger: string;
  event: string;
  endpoint: string;
  inputs: string[];
  outputs: string[];
}

export interface Document_ {
  hash: string;
  title: string;
  /** Of the index, as HTML. */
  description?: string;
  pages: PageSpec[];
  nodes: NodeSpec[];
  listeners: ListenerSpec[];
  endpoints: Endpoint[];
  modules: string[];
}

/** What the parts of the page share. */
export interface App {
  document: Document_;
  nodes: Map<string, NodeSpec>;
  link: any;
  host: Host;
  runs: Map<string, any>;
  /** The calls whose results stand in the page, by the name of what made them there. */
  shown: Map<string, Kept>;
  /** Calls from before the page was loaded anew that no form has taken up. */
  held?: Set<any>;
  /** Why a run has to wait ("importing torch"), or empty. */
  loading: string;
  /** What stands before the title of the tab. */
  title(state: string): void;
  notice(data: { level: string; text: string }): void;
}

export interface Run {
  id: string;
  inputs: Record<string, any>;
  n: number;
  began: number;
  /** When it ended, on the same clock; null as long as it is on. */
  over: number | null;
  /** It had ended before the page was loaded anew, and is only shown once more. */
  past: boolean;
  /** What stands below its result instead of how long it took. */
  said: string;
  streamed: boolean;
  /** What stands in the outputs: the latest value, and those that are kept before it. */
  values: any[];
  stopping: boolean;
  progress: any;
  /** Its place in the queue, and `at`, when that was said. */
  queue: any;
  /** How many other calls the same execution answered. */
  others: number;
  printed: import("./core/printed.js").Printed;
}

/** One way to call what a page shows: an endpoint, and the values that stand in the page now. */
export interface Call {
  endpoint: Endpoint;
  values(): Record<string, any>;
  /** The components of the inputs, in order; null while none is drawn. */
  models: (Model | null)[];
}

/** A call that is on, or whose result is shown, as it is written down for a reload of the page. */
export interface Kept {
  id: string;
  /** The endpoint, or the listener, that it belongs to. */
  key: string;
  inputs: Record<string, any>;
  /** When it began, in milliseconds since 1970. */
  began: number;
  /** When it ended, likewise; absent while it is on. */
  over?: number;
  /** The page document that its result was shown with. */
  version?: string;
}
