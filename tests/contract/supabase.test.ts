import { supabaseStorageUnderTest } from "../support/supabase-storage.ts";
import { accountRecordsContract } from "./account-records.contract.ts";
import { adminContract } from "./admin.contract.ts";
import { authContract } from "./auth.contract.ts";
import { documentsContract } from "./documents.contract.ts";
import { filesContract } from "./files.contract.ts";
import { onboardingContract } from "./onboarding.contract.ts";
import { profilesContract } from "./profiles.contract.ts";
import { visibilityContract } from "./visibility.contract.ts";

profilesContract(supabaseStorageUnderTest);
visibilityContract(supabaseStorageUnderTest);
onboardingContract(supabaseStorageUnderTest);
documentsContract(supabaseStorageUnderTest);
filesContract(supabaseStorageUnderTest);
adminContract(supabaseStorageUnderTest);
accountRecordsContract(supabaseStorageUnderTest);
authContract(supabaseStorageUnderTest);
