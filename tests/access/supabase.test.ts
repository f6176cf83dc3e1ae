import { supabaseStorageUnderTest } from "../support/supabase-storage.ts";
import { accessContract } from "./access.contract.ts";

accessContract(supabaseStorageUnderTest);
