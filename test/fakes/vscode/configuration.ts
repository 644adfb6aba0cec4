/** Settings in layers, merged as VS Code merges them; defaults are those of our own manifest. */

import { readFileSync } from "node:fs";
import { EventEmitter } from "./values.ts";

export type Layer = "default" | "global" | "workspace" | "workspaceFolder";

interface Manifest {
  readonly contributes: {
    readonly configuration: { readonly properties: Record<string, { readonly default: unknown }> };
  };
}

const LAYERS: readonly Layer[] = ["default", "global", "workspace", "workspaceFolder"];

export class FakeConfiguration {
  readonly changed = new EventEmitter<{ affectsConfiguration(section: string): boolean }>();
  /** How often values were asked for. */
  reads = 0;
  /** Without one, the settings file of the only folder is the workspace's too, and its values are told twice. */
  hasWorkspaceFile = false;
  readonly #layers = new Map<Layer, Map<string, unknown>>();

  constructor() {
    this.reset();
  }

  reset(): void {
    this.reads = 0;
    this.hasWorkspaceFile = false;
    for (const layer of LAYERS) this.#layers.set(layer, new Map());
    const manifest = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as Manifest;
    for (const [name, { default: value }] of Object.entries(manifest.contributes.configuration.properties))
      this.#layers.get("default")!.set(name, value);
    this.#layers.get("default")!.set("editor.inlineSuggest.enabled", true);
  }

  /** Sets a value by its whole name, as a user does; undefined removes it. */
  set(layer: Layer, name: string, value: unknown): void {
    if (value === undefined) this.#layers.get(layer)!.delete(name);
    else this.#layers.get(layer)!.set(name, value);
    this.changed.fire({ affectsConfiguration: (section) => name === section || name.startsWith(`${section}.`) });
  }

  get(name: string): unknown {
    const values = LAYERS.map((layer) => this.#layers.get(layer)!.get(name)).filter((value) => value !== undefined);
    return values.length > 0 && values.every(isRecord) ? Object.assign({}, ...values) : values.at(-1);
  }

  in(layer: Layer, name: string): unknown {
    return this.#layers.get(layer)!.get(name);
  }

  /** What `workspace.getConfiguration(section)` answers. */
  section(section: string): object {
    const whole = (name: string): string => `${section}.${name}`;
    return {
      get: (name: string, fallback?: unknown) => {
        this.reads++;
        return this.get(whole(name)) ?? fallback;
      },
      inspect: (name: string) =>
        Object.fromEntries(LAYERS.map((layer) => [`${layer}Value`, this.in(this.#fileOf(layer), whole(name))])),
      update: async (name: string, value: unknown, target: number) =>
        this.set(this.#fileOf(LAYERS[target]!), whole(name), value),
    };
  }

  #fileOf(layer: Layer): Layer {
    return layer === "workspaceFolder" && !this.hasWorkspaceFile ? "workspace" : layer;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
