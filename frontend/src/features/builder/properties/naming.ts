import type { FlatNode } from "@/lib/graph/body";
import { freeKey, isKeyOf, keyLike } from "@/lib/graph/keys";
import { renameInDraft } from "@/lib/graph/rename";
import { messages } from "@/lib/messages";
import { notifyInfo, notifyWarning } from "@/lib/notify";
import type { BuilderStore } from "../state/builder-store";
import { keysOf, updateNode } from "../state/commands";

/** A name that is being typed: the node as it was before, and the tag of the edits. */
export interface Naming {
  id: string;
  name: string;
  key: string;
  tag: string;
}

/** Gives a node another key, with every reference to it, and says how many these were, and what is left to look at. */
export function giveKey(store: BuilderStore, { key }: FlatNode, to: string, tag?: string): void {
  const { document, edit } = store.getState();
  const { draft, references, unfollowed } = renameInDraft(document, new Map([[key, to]]));
  edit(() => draft, tag, Infinity);
  const { referencesFollow, unfollowed: handedOn } = messages.properties;
  if (references > 0) notifyInfo(referencesFollow(references, to));
  if (unfollowed > 0) notifyWarning(handedOn(unfollowed, key));
}

/** Gives a node, if it is still there, another name at once; its key follows, as one step of undo with it. */
export function giveName(store: BuilderStore, { id, name, key }: FlatNode, to: string): void {
  if (!store.getState().document.graph.nodes.some((each) => each.id === id)) return;
  const tag = `${id}:name:${crypto.randomUUID()}`;
  store.getState().edit(
    updateNode(id, (old) => ({ ...old, name: to })),
    tag,
    Infinity,
  );
  followName(store, { id, name, key, tag });
}

/**
 * Lets a key that was taken from the old name follow the new one. A key chosen by hand stays, and so does every key where
 * no letter of the new name can be in one.
 */
export function followName(store: BuilderStore, { id, name, key, tag }: Naming): void {
  const { nodes } = store.getState().document.graph;
  const node = nodes.find((each) => each.id === id);
  if (!node || node.key !== key || node.name === name) return;
  if (!isKeyOf(name, key) || keyLike(node.name) === null) return;
  const to = freeKey(node.name, keysOf(nodes.filter((each) => each !== node)));
  if (to === key) return;
  giveKey(store, node, to, tag);
}
