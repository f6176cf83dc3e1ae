/** What a store says to people when it refuses, whichever store it is. */
import { maximumCategories } from "./visibility.ts";

export const refusals = {
  usernameTaken: "Somebody has that name already. Try another.",
  emailTaken: "There is an account with this address already. Sign in instead, or use another address.",
  categoryNameTaken: "You have a circle of that name already.",
  tooManyCategories: `You can have ${maximumCategories} circles. Remove one you do not need first.`,
  builtInMissing: "One of the circles everybody begins with is missing.",
  sameCategoryName: "Two of the circles have the same name.",
  chooseOwnCategory: "Choose one of your own circles.",
  chooseAnotherCategory: "Choose another of your own circles.",
  documentsInRemovedCategory:
    "Some documents are in a circle that was removed. Choose another circle for them.",
  fileNotWhole: "The file did not arrive whole. Send it again.",
  avatarMissing: "Your picture did not arrive. Choose it again, or leave it out.",
  spaceUsedUp: "All the space you have here is used. Remove something you no longer need to make room.",
  unknownType: "That is not a type of file.",
  rangePastEnd: "The file is shorter than that.",
  addressLife: "Between one second and an hour.",
  listChanged: "This list has changed. Open it again.",
  anotherLook: "This needs another look.",
} as const;
