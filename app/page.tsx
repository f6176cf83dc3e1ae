export default function LandingPage() {
  return <main>KeepInTouch</main>;
}
