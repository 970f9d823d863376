// One field that takes whatever a scanner types: keys by their place, so that no layout turns them, ended by Enter alone.
export type Scan = { raw: string; alt_raw?: string; source: "wedge" | "camera" | "manual" };

const SHIFTED: Record<string, string> = { "1": "!", "2": "@", "3": "#", "4": "$", "5": "%", "6": "^", "7": "&", "8": "*", "9": "(", "0": ")",
  "-": "_", "=": "+", "[": "{", "]": "}", "\\": "|", ";": ":", "'": '"', ",": "<", ".": ">", "/": "?", "`": "~" };
const SIGNS: Record<string, string> = { Minus: "-", Equal: "=", BracketLeft: "[", BracketRight: "]", Backslash: "\\", Semicolon: ";", Quote: "'",
  Comma: ",", Period: ".", Slash: "/", Backquote: "`", Space: " ", NumpadDecimal: ".", NumpadDivide: "/", NumpadMultiply: "*", NumpadSubtract: "-", NumpadAdd: "+" };

export function keyed(e: KeyboardEvent): string {
  const code = e.code;
  if (code.startsWith("Key")) return e.shiftKey !== e.getModifierState("CapsLock") ? code[3]! : code[3]!.toLowerCase();
  if (/^Numpad\d$/.test(code)) return code[6]!;
  const plain = code.startsWith("Digit") ? code[5]! : SIGNS[code] ?? "";
  return e.shiftKey && !code.startsWith("Numpad") ? SHIFTED[plain] ?? plain : plain;
}

let sound: AudioContext | undefined;
export function tone(kind: "taken" | "ask" | "refused"): void {
  sound ??= new AudioContext();
  const pitches = { taken: [880], ask: [660, 660], refused: [220, 160] }[kind];
  pitches.forEach((pitch, i) => {
    const at = sound!.currentTime + i * 0.13, wave = sound!.createOscillator(), loud = sound!.createGain();
    wave.frequency.value = pitch;
    wave.type = kind === "refused" ? "square" : "sine";
    loud.gain.setValueAtTime(0.12, at);
    loud.gain.exponentialRampToValueAtTime(0.001, at + 0.12);
    wave.connect(loud).connect(sound!.destination);
    wave.start(at);
    wave.stop(at + 0.12);
  });
}

export class ScanBox extends HTMLElement {
  take: (scan: Scan) => Promise<void> = async () => {};
  private field!: HTMLInputElement;
  private keys: string | null = ""; // null: not all keys had a place, as on a handheld
  private queue: Promise<void> = Promise.resolve();
  private last = 0;

  connectedCallback(): void {
    this.field = this.querySelector("input")!;
    document.body.dataset["keys"] = "off"; // a scanner's letters are no commands
    this.field.addEventListener("keydown", (e) => this.key(e));
    // Handhelds that type through an input method end with a line break, or bring the whole text at once.
    this.field.addEventListener("beforeinput", (e) => {
      if (e.inputType === "insertLineBreak" || (e.data ?? "").includes("\n")) {
        e.preventDefault();
        this.field.value += (e.data ?? "").replace(/[\r\n]+/g, "");
        this.end();
      }
    });
    this.field.addEventListener("paste", () => { this.keys = null; });
    this.querySelector("[data-type-it]")?.addEventListener("click", () => {
      this.field.inputMode = "text";
      this.field.focus();
    });
    addEventListener("keydown", this.anywhere, true);
  }

  disconnectedCallback(): void {
    removeEventListener("keydown", this.anywhere, true);
  }

  // What is typed while nothing has the focus is a scan.
  private anywhere = (e: KeyboardEvent): void => {
    const at = e.target as HTMLElement;
    if (e.ctrlKey || e.metaKey || e.isComposing || e.key.length !== 1 || at === this.field || document.querySelector("dialog[open]")) return;
    if (at.matches("input, textarea, select, [contenteditable]") || (e.key === " " && at.matches("a, button, summary"))) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    this.field.focus({ preventScroll: true });
    this.field.value += e.key;
    this.note(e);
  };

  private note(e: KeyboardEvent): void {
    const one = keyed(e);
    this.keys = one && this.keys !== null ? this.keys + one : null;
    this.last = e.timeStamp;
  }

  private key(e: KeyboardEvent): void {
    const typed = this.field.value !== "";
    if (e.key === "Enter" || (e.key === "Tab" && typed && e.timeStamp - this.last < 60)) {
      e.preventDefault();
      this.end();
    } else if (e.ctrlKey && e.code === "BracketRight" || e.key === "F8") {
      e.preventDefault(); // how scanners type the separator of GS1
      this.field.value += "\x1d";
      if (this.keys !== null) this.keys += "\x1d";
    } else if (e.key === "Escape") this.clear();
    else if (e.key === "Backspace" || e.key === "Delete" || e.key.startsWith("Arrow")) this.keys = null;
    else if (!e.ctrlKey && !e.metaKey && (e.key.length === 1 || e.key === "Unidentified" || e.key === "Process")) this.note(e);
  }

  private clear(): void {
    this.field.value = "";
    this.keys = "";
  }

  private end(): void {
    const typed = this.field.value, keys = this.keys;
    this.clear();
    this.field.inputMode = "none";
    if (typed.trim()) this.put(keys && keys.length === typed.length && keys !== typed ? { raw: keys, alt_raw: typed, source: "wedge" } : { raw: typed, source: "wedge" });
  }

  // Fast scans wait for one another; none is lost.
  put(scan: Scan): void {
    this.queue = this.queue.then(() => this.take(scan)).catch(() => tone("refused"));
  }
}
