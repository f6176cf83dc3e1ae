import { localInMemoryUnderTest } from "../support/local-storage.ts";
import { accountRecordsContract } from "./account-records.contract.ts";
import { adminContract } from "./admin.contract.ts";
import { documentsContract } from "./documents.contract.ts";
import { filesContract } from "./files.contract.ts";
import { onboardingContract } from "./onboarding.contract.ts";
import { profilesContract } from "./profiles.contract.ts";
import { visibilityContract } from "./visibility.contract.ts";

// Signing in is the same code over account records, wherever these are kept.
profilesContract(localInMemoryUnderTest);
visibilityContract(localInMemoryUnderTest);
onboardingContract(localInMemoryUnderTest);
documentsContract(localInMemoryUnderTest);
filesContract(localInMemoryUnderTest);
adminContract(localInMemoryUnderTest);
accountRecordsContract(localInMemoryUnderTest);
