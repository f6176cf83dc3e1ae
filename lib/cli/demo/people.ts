/** The people of the demo and what they keep here. Ada has been here for a while, Dan has only just come. */
import { printPaper } from "./papers.ts";
import { drawPng, harbour, hills, island, portrait, street, table, takePhoto } from "./pictures.ts";

export type DemoDocument = {
  readonly name: string;
  readonly declaredType: string;
  /** By its name. */
  readonly circle: string;
  readonly description: string;
  readonly make: () => Promise<Buffer>;
};

export type DemoPerson = {
  readonly displayName: string;
  readonly username: string;
  readonly email: string;
  readonly bio: string;
  /** Circles besides the built-in ones. */
  readonly circles: readonly { readonly name: string; readonly description: string }[];
  /** Which circle new things get, by its name. */
  readonly defaultCircle: string;
  /** SVG; null for none. */
  readonly portrait: string | null;
  readonly documents: readonly DemoDocument[];
};

/** Everybody's. Four words, so that it can be typed. */
export const demoPassword = "orchard kettle seven lanes";

const text = (content: string) => async () => Buffer.from(content);

const ada: DemoPerson = {
  displayName: "Ada Byron",
  username: "ada",
  email: "ada@example.org",
  bio: "I count things for a living and grow tomatoes for the rest of it.\n\nMoved to the harbour in spring. If you are near, the kettle is on.",
  circles: [{ name: "Choir", description: "The Thursday voices." }],
  defaultCircle: "Friends",
  portrait: portrait({ skin: "#e0ac88", hair: "#3b2a22", coat: "#2f5d66", wall: "#d7e6e2", long: true }),
  documents: [
    {
      name: "Harbour at five in the morning.jpg",
      declaredType: "image/jpeg",
      circle: "Friends",
      description: "Could not sleep, so I went down to the boats.",
      make: () => takePhoto({ takenAt: "2026:06:14 05:12:40", svg: harbour() }),
    },
    {
      name: "Kitchen, first week.jpg",
      declaredType: "image/jpeg",
      circle: "Family",
      description: "The bowl is Grandmother's. It survived the move.",
      make: () => takePhoto({ takenAt: "2026:04:02 16:40:05", svg: table() }),
    },
    {
      name: "CV Ada Byron.pdf",
      declaredType: "application/pdf",
      circle: "Work",
      description: "",
      make: () =>
        printPaper({
          title: "Ada Byron",
          font: "sans",
          blocks: [
            "Statistician. Harbour Road 5, the house with the green door.",
            "# Work",
            "2021 to today: Institute for Tides. Models of how high the water comes, and letters to the people who live next to it. Responsible for three colleagues and one very old tide gauge.",
            "2016 to 2021: City of Weirbridge, office for numbers. Counted cyclists, trees and once, for a bet, all the door handles of the town hall.",
            "# Learning",
            "2010 to 2016: University of Weirbridge, mathematics. Thesis on queues, written mostly while standing in them.",
            "# Languages",
            "English, Italian, a little of everything that is spoken in harbours.",
          ],
        }),
    },
    {
      name: "Letter to Grandmother.pdf",
      declaredType: "application/pdf",
      circle: "Family",
      description: "She keeps the paper one in the blue tin.",
      make: () =>
        printPaper({
          title: "Dear Grandmother",
          font: "serif",
          blocks: [
            "The boxes are empty and the shelves are full, so I live here now. From the desk I see three masts and a crane, and when the wind comes from the south the whole house hums one note, a G I think. You would have an opinion about it.",
            "I planted the tomatoes you gave me, all eleven. The neighbour says four would have been enough for one person. I told him that I am not one person, I am one person and everybody who comes by, and he has come by twice since.",
            "Ben reads his stories to the boats in the evening. They are good listeners. Come in August, when the water is warm and the tomatoes are ripe.",
            "Yours, Ada",
          ],
        }),
    },
    {
      name: "Journal, autumn.md",
      declaredType: "text/markdown",
      circle: "Private",
      description: "",
      make: text(
        "# Autumn\n\n## 3 October\n\nFirst storm. The gauge showed 2.31 m, my model said 2.28. I have never been so happy about three centimetres.\n\n## 11 October\n\nChoir again. We sing the piece with the long silence in the middle, and nobody coughed.\n\n## 20 October\n\nCleo brought a map of an island that does not exist. I want to move there.\n",
      ),
    },
    {
      name: "Books of the year.csv",
      declaredType: "text/csv",
      circle: "Close friends",
      description: "With stars, so that you need not ask.",
      make: text(
        "Title,Author,Finished,Stars\nThe Sea Around Us,Rachel Carson,2026-02-11,5\nInvisible Cities,Italo Calvino,2026-03-30,5\nThe Summer Book,Tove Jansson,2026-07-19,5\nA Month in the Country,J. L. Carr,2026-08-02,4\nThe Rings of Saturn,W. G. Sebald,2026-10-25,4\n",
      ),
    },
    {
      name: "Concert programme.txt",
      declaredType: "text/plain",
      circle: "Choir",
      description: "Bring a pencil.",
      make: text(
        "Saturday 12 December, seven in the evening, harbour church\n\n1  Come, gentle night\n2  Four sea songs\n   (interval, soup)\n3  The one with the silence\n4  Everybody, including the audience\n",
      ),
    },
  ],
};

const ben: DemoPerson = {
  displayName: "Ben Okri-Lund",
  username: "ben",
  email: "ben@example.org",
  bio: "Tells stories, mostly true.",
  circles: [],
  defaultCircle: "Close friends",
  portrait: portrait({ skin: "#8d5a3c", hair: "#1d1614", coat: "#a4532f", wall: "#efe2c8", long: false }),
  documents: [
    {
      name: "The boat that waited.md",
      declaredType: "text/markdown",
      circle: "Public",
      description: "A short one. Takes four minutes.",
      make: text(
        "# The boat that waited\n\nThere was a boat at the end of the pier which nobody had ever seen leave. It was painted every spring. Its ropes were new. In the evening somebody lit its lamp.\n\nWhen I asked whose it was, people said: yours, if you are late.\n",
      ),
    },
    {
      name: "Our street after the rain.jpg",
      declaredType: "image/jpeg",
      circle: "Friends",
      description: "Third house from the left is mine.",
      make: () => takePhoto({ takenAt: "2026:10:08 18:22:31", svg: street() }),
    },
  ],
};

const cleo: DemoPerson = {
  displayName: "Cleo Duarte",
  username: "cleo",
  email: "cleo@example.org",
  bio: "Draws maps, of places and otherwise.",
  circles: [{ name: "Neighbours", description: "Everyone with a key to the cellar." }],
  defaultCircle: "Friends",
  portrait: portrait({ skin: "#c98d62", hair: "#7a2f22", coat: "#5f7d4a", wall: "#d9dfea", long: true }),
  documents: [
    {
      name: "An island that is not there.png",
      declaredType: "image/png",
      circle: "Public",
      description: "Ink and a long evening.",
      make: () => drawPng(island()),
    },
    {
      name: "Walk over the hills.jpg",
      declaredType: "image/jpeg",
      circle: "Friends",
      description: "",
      make: () => takePhoto({ takenAt: "2026:05:23 08:03:12", svg: hills() }),
    },
    {
      name: "Places to draw.csv",
      declaredType: "text/csv",
      circle: "Private",
      description: "",
      make: text(
        "Place,Why,Drawn\nThe old lock,It leans,yes\nLighthouse stairs,199 of them,no\nAda's kitchen,The bowl,no\n",
      ),
    },
  ],
};

const dan: DemoPerson = {
  displayName: "Dan Ito",
  username: "dan",
  email: "dan@example.org",
  bio: "",
  circles: [],
  defaultCircle: "Private",
  portrait: null,
  documents: [],
};

export const demoPeople: readonly DemoPerson[] = [ada, ben, cleo, dan];
