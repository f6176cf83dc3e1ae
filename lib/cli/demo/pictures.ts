/** Pictures for the demo, drawn and then dressed as a camera would: grain, a date, a place that the app has to take out. */
import sharp from "sharp";

type Shot = {
  /** Local time as cameras write it: "2026:06:14 05:12:40". */
  readonly takenAt: string;
  readonly svg: string;
};

const width = 1600;
const height = 1200;

/** JPEG bytes with EXIF: the date, a camera and a position in the middle of the sea. */
export async function takePhoto({ takenAt, svg }: Shot): Promise<Buffer> {
  const noise = { type: "gaussian", mean: 128, sigma: 14 } as const;
  const grain = await sharp({ create: { width, height, channels: 3, background: "#808080", noise } })
    .png({ compressionLevel: 1 })
    .toBuffer();
  return sharp(Buffer.from(svg))
    .composite([{ input: grain, blend: "soft-light" }])
    .jpeg({ quality: 84 })
    .withExif({
      IFD0: { Make: "Demo", Model: "Drawn by hand" },
      IFD2: { DateTimeOriginal: takenAt },
      IFD3: {
        GPSLatitudeRef: "N",
        GPSLatitude: "40/1 0/1 0/1",
        GPSLongitudeRef: "W",
        GPSLongitude: "40/1 0/1 0/1",
      },
    })
    .toBuffer();
}

export function drawPng(svg: string): Promise<Buffer> {
  return sharp(Buffer.from(svg)).png({ palette: true, colors: 128 }).toBuffer();
}

/** A face in a few strokes: enough to tell four people apart at the size of a coin. */
export function portrait(look: {
  skin: string;
  hair: string;
  coat: string;
  wall: string;
  long: boolean;
}): string {
  const { skin, hair, coat, wall, long } = look;
  const back = long
    ? `<path d="M250 420 Q230 190 400 180 Q570 190 550 420 L570 620 L230 620 Z" fill="${hair}"/>`
    : "";
  return `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="800">
    <rect width="800" height="800" fill="${wall}"/>
    ${back}
    <path d="M120 800 Q140 590 320 570 L480 570 Q660 590 680 800 Z" fill="${coat}"/>
    <path d="M345 500 L345 600 Q400 650 455 600 L455 500 Z" fill="${skin}"/>
    <ellipse cx="400" cy="400" rx="135" ry="165" fill="${skin}"/>
    <path d="M258 400 Q250 210 400 205 Q550 210 542 400 Q520 300 440 290 Q330 285 290 320 Q268 345 258 400 Z" fill="${hair}"/>
    <circle cx="350" cy="410" r="11" fill="#2b2320"/><circle cx="450" cy="410" r="11" fill="#2b2320"/>
    <path d="M345 490 Q400 530 455 490" stroke="#7d3b34" stroke-width="9" fill="none" stroke-linecap="round"/>
  </svg>`;
}

export function harbour(): string {
  const waves = Array.from({ length: 26 }, (_, row) => {
    const y = 720 + row * 19;
    return `<path d="M0 ${y} q 50 -${6 + row / 2} 100 0 t 100 0 t 100 0 t 100 0 t 100 0 t 100 0 t 100 0 t 100 0 t 100 0 t 100 0 t 100 0 t 100 0 t 100 0 t 100 0 t 100 0 t 100 0" stroke="#dcecf0" stroke-opacity="${0.08 + row * 0.006}" stroke-width="3" fill="none"/>`;
  }).join("");
  return scene(`
    ${gradient("sky", ["#24455c", "#7d93a0", "#e9b98c", "#f6d9b0"])}
    ${gradient("sea", ["#8f8f86", "#35606e", "#17333f"])}
    <rect width="1600" height="720" fill="url(#sky)"/>
    <circle cx="1080" cy="640" r="74" fill="#fff0d2"/>
    <path d="M0 640 Q180 560 420 610 T900 640 T1300 600 L1600 640 L1600 720 L0 720 Z" fill="#4b5f63"/>
    <rect y="700" width="1600" height="500" fill="url(#sea)"/>
    <path d="M1010 712 L1150 712 L1230 1200 L930 1200 Z" fill="#f7dcae" fill-opacity="0.22"/>
    ${waves}
    ${boat(360, 800, 1.2)}${boat(760, 760, 0.7)}${boat(1290, 850, 1.5)}
    <path d="M0 1010 L560 960 L580 985 L0 1060 Z" fill="#2a2320"/>
    ${[60, 180, 300, 420, 530].map((x) => `<rect x="${x}" y="${1010 - x / 11}" width="16" height="150" fill="#221c1a"/>`).join("")}`);
}

export function hills(): string {
  const layers = ["#a9bfb4", "#84a395", "#5f8878", "#3f6b5d", "#244b41", "#12312b"];
  const ridges = layers.map((fill, index) => {
    const y = 560 + index * 95;
    const lift = 130 - index * 12;
    return `<path d="M0 ${y} C ${200 + index * 40} ${y - lift} ${420 + index * 30} ${y + 50} ${700 - index * 20} ${y - 20} S ${1180 + index * 25} ${y - lift} 1600 ${y - 10} L1600 1200 L0 1200 Z" fill="${fill}"/>`;
  });
  return scene(`
    ${gradient("sky", ["#c5dbe4", "#e7e6d6", "#f3e2c2"])}
    <rect width="1600" height="1200" fill="url(#sky)"/>
    <circle cx="420" cy="330" r="60" fill="#fff7e4"/>
    ${ridges.join("")}
    ${[240, 330, 1130, 1210, 1330].map((x, index) => pine(x, 1130 - (index % 3) * 26, 1 + (index % 3) * 0.25)).join("")}`);
}

export function table(): string {
  return scene(`
    ${gradient("wall", ["#d8d3c4", "#c4bba6"])}
    <rect width="1600" height="760" fill="url(#wall)"/>
    <rect x="930" y="90" width="480" height="520" fill="#eef4f2"/><path d="M1170 90 V610 M930 350 H1410" stroke="#b7aa90" stroke-width="18"/>
    <rect y="740" width="1600" height="460" fill="#9a6b45"/>
    ${[800, 870, 950, 1040, 1140].map((y) => `<path d="M0 ${y} Q800 ${y - 14} 1600 ${y + 6}" stroke="#7d5434" stroke-width="5" fill="none"/>`).join("")}
    <ellipse cx="560" cy="930" rx="330" ry="70" fill="#6d482c" fill-opacity="0.5"/>
    <path d="M270 760 Q300 960 560 960 Q820 960 850 760 Z" fill="#3f7280"/>
    <ellipse cx="560" cy="760" rx="290" ry="62" fill="#2c5562"/>
    <circle cx="450" cy="720" r="88" fill="#c2452f"/><circle cx="600" cy="700" r="96" fill="#d98a2b"/><circle cx="700" cy="738" r="74" fill="#8fa23c"/>
    <path d="M450 640 q 10 -34 34 -44" stroke="#4a3420" stroke-width="10" fill="none"/>
    <ellipse cx="1150" cy="985" rx="190" ry="40" fill="#6d482c" fill-opacity="0.5"/>
    <path d="M1030 800 L1050 970 Q1150 1010 1250 970 L1270 800 Z" fill="#efe9dc"/><ellipse cx="1150" cy="800" rx="120" ry="30" fill="#4a2e1c"/>
    <path d="M1266 840 q 90 20 60 90 q -20 40 -78 30" stroke="#efe9dc" stroke-width="26" fill="none"/>`);
}

export function street(): string {
  const houses = ["#b8543c", "#d9a441", "#5c8178", "#c9bfa8", "#7a5a6c", "#3f6476"].map((wall, index) => {
    const x = index * 270 - 10;
    const top = 330 - (index % 3) * 70;
    const windows = [0, 1, 2].flatMap((floor) =>
      [40, 150].map(
        (left) =>
          `<rect x="${x + left}" y="${top + 110 + floor * 160}" width="74" height="104" fill="${(index + floor) % 3 === 0 ? "#f5dfa0" : "#2d3f47"}"/>`,
      ),
    );
    return `<rect x="${x}" y="${top}" width="272" height="${960 - top}" fill="${wall}"/><path d="M${x - 8} ${top} L${x + 136} ${top - 110} L${x + 280} ${top} Z" fill="#4b3a33"/>${windows.join("")}`;
  });
  return scene(`
    ${gradient("sky", ["#2f4a63", "#8fa3ab", "#e6c7a4"])}
    <rect width="1600" height="1200" fill="url(#sky)"/>
    ${houses.join("")}
    <rect y="940" width="1600" height="260" fill="#585650"/>
    <path d="M0 960 H1600" stroke="#8a857a" stroke-width="14"/>
    ${Array.from({ length: 12 }, (_, index) => `<ellipse cx="${70 + index * 140}" cy="${1040 + (index % 4) * 38}" rx="52" ry="9" fill="#6e6b63"/>`).join("")}`);
}

/** A map of an island that does not exist. */
export function island(): string {
  const trees = Array.from({ length: 60 }, (_, index) => {
    // Multiples of two irrational numbers: spread evenly, in no rows.
    const x = Math.round(500 + ((index * 0.618034) % 1) * 640);
    const y = Math.round(430 + ((index * 0.754878) % 1) * 420);
    return `<circle cx="${x}" cy="${y}" r="${7 + (index % 4)}" fill="#5d8a5a"/>`;
  });
  const depths = [0, 1, 2, 3].map(
    (ring) =>
      `<path d="M360 640 C 300 380 520 190 800 210 S 1300 300 1270 600 S 1080 1010 760 980 S 420 900 360 640 Z" fill="none" stroke="#7fa9b5" stroke-opacity="${0.8 - ring * 0.18}" stroke-width="${30 + ring * 60}"/>`,
  );
  return scene(`
    <rect width="1600" height="1200" fill="#cfe3e6"/>
    ${depths.toReversed().join("")}
    <path d="M360 640 C 300 380 520 190 800 210 S 1300 300 1270 600 S 1080 1010 760 980 S 420 900 360 640 Z" fill="#eee4c6" stroke="#8c7a50" stroke-width="6"/>
    <path d="M820 380 L900 250 L980 380 Z M930 400 L1010 290 L1090 400 Z" fill="#b9a67c" stroke="#8c7a50" stroke-width="4"/>
    ${trees.join("")}
    <path d="M960 390 C 900 520 780 520 740 640 S 640 860 590 930" stroke="#5d97ab" stroke-width="12" fill="none"/>
    <path d="M470 560 C 640 640 900 560 1190 660" stroke="#a4532f" stroke-width="7" stroke-dasharray="22 16" fill="none"/>
    ${[
      [470, 560],
      [800, 606],
      [1190, 660],
    ]
      .map(
        ([x, y]) => `<rect x="${(x ?? 0) - 14}" y="${(y ?? 0) - 14}" width="28" height="28" fill="#a4532f"/>`,
      )
      .join("")}
    <g transform="translate(1390 990)" stroke="#6d5c35" stroke-width="5" fill="none"><circle r="84"/><path d="M0 -110 L20 0 L0 110 L-20 0 Z M-110 0 L0 -20 L110 0 L0 20 Z" fill="#d8c48c"/></g>`);
}

function scene(content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${content}</svg>`;
}

function gradient(id: string, colours: readonly string[]): string {
  const stops = colours.map(
    (colour, index) => `<stop offset="${index / (colours.length - 1)}" stop-color="${colour}"/>`,
  );
  return `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1">${stops.join("")}</linearGradient>`;
}

function boat(x: number, y: number, scale: number): string {
  return `<g transform="translate(${x} ${y}) scale(${scale})"><path d="M-90 0 L90 0 L62 34 L-66 34 Z" fill="#2a2624"/><path d="M0 -6 L0 -170 L78 -14 Z" fill="#efe4d2"/><path d="M-8 -6 L-8 -140 L-62 -14 Z" fill="#d5c4aa"/></g>`;
}

function pine(x: number, y: number, scale: number): string {
  return `<g transform="translate(${x} ${y}) scale(${scale})" fill="#0c241f"><path d="M0 -150 L44 -60 L22 -60 L60 0 L-60 0 L-22 -60 L-44 -60 Z"/><rect x="-8" width="16" height="40"/></g>`;
}
