/** A Supabase client that knows no browser: for asking as nobody, and for trying a password without signing anybody in. */
import { createClient, type SupabaseClient } from "@supabase/supabase-js";

import type { SupabaseProject } from "./request-client.ts";

/** Its session, if it gets one, lives in memory and ends with it. A new one for each thing that is asked. */
export function createPlainClient(project: SupabaseProject, userAgent: string | null = null): SupabaseClient {
  return createClient(project.url, project.publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { fetch: project.fetch, headers: userAgent === null ? {} : { "user-agent": userAgent } },
  });
}
