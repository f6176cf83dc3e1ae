import { localStorageUnderTest } from "../support/local-storage.ts";
import { accessContract } from "./access.contract.ts";

accessContract(localStorageUnderTest);
