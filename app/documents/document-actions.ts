import type { DocumentActions } from "#components/documents/document-actions.ts";

import {
  changeReachAction,
  listAction,
  previewAction,
  removeAction,
  restoreAction,
  saveAction,
} from "./actions.ts";

/** The deeds of the workspace, to hand to it on whatever page it stands. */
export const documentActions: DocumentActions = {
  list: listAction,
  preview: previewAction,
  changeReach: changeReachAction,
  save: saveAction,
  remove: removeAction,
  restore: restoreAction,
};
