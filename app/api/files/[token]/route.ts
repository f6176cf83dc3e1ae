import { serveFile } from "#lib/server/files.ts";

type Next = { params: Promise<{ token: string }> };

async function serve(request: Request, { params }: Next): Promise<Response> {
  return serveFile(request, (await params).token);
}

export { serve as GET, serve as HEAD };
