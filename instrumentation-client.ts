/** Next runs this in the browser before the rest of the app. */

// zod would try to make code from a string, which our content security policy forbids and browsers report. It reads its
// settings from here when it loads, so that pages without it need not load it for them.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
