/** What a component module is given. The part without `host` is the anywidget contract. */

export interface Blob {
  $blob: string;
  name: string;
  type: string;
  size: number;
  meta: Record<string, any>;
}

/** One offer for the toolbar of a result; a component sets the list of them as `actions`. */
export interface Action {
  id: string;
  label: string;
  /** `copy`, `download`, `expand`, `switch`, `filter`. */
  icon?: string;
  run(): void;
}

export interface Model {
  get(key: string): any;
  set(key: string, value: any): void;
  save_changes(): void;
  on(event: string, callback: (...args: any[]) => void): void;
  off(event?: string | null, callback?: ((...args: any[]) => void) | null): void;
  send(message: any): void;
}

/** Which rows of a table, and in which order. */
export interface Query {
  start: number;
  count: number;
  sort?: [number, "up" | "down"] | null;
  search?: string;
  filters?: Record<string, string>;
}

export interface Window {
  total: number;
  start: number;
  rows: any[][];
}

export interface Mounted {
  model: Model;
  destroy(): void;
}

export interface Host {
  upload(file: File, progress: (share: number) => void): Promise<Blob>;
  fileUrl(blob: Blob, name?: string): string;
  frameUrl(blob: Blob): string;
  rows(table: Blob, query: Query): Promise<Window>;
  copy(text: string): void;
  mount(
    kind: string,
    props: Record<string, any>,
    value: any,
    el: HTMLElement,
    mode: "input" | "output",
  ): Promise<Mounted>;
  announce(text: string): void;
}

export interface Context {
  model: Model;
  el: HTMLElement;
  host: Host;
}

export type Cleanup = () => void;
