import { headers } from "next/headers";

export default async function Page() {
  const agent = (await headers()).get("user-agent");
  return <main>Hello, {agent}</main>;
}
