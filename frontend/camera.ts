// Reads codes with the camera until it is closed: loaded when somebody first taps for it.
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import type { Fact } from "./elements/outbox";
import wasm from "zxing-wasm/reader/zxing_reader.wasm";

const IDLE = 60_000;
prepareZXingModule({ overrides: { locateFile: () => `/static/${wasm.replace("./", "")}` } });
const options = { tryHarder: true, tryInvert: true, maxNumberOfSymbols: 4 };

async function codesIn(picture: ImageData | Blob): Promise<string[]> {
  return (await readBarcodes(picture, options)).filter((each) => each.isValid).map((each) => each.text);
}

export type Camera = { dialog: HTMLDialogElement; take: (text: string) => void; none: () => void; denied: () => void };

async function open({ dialog, take, none, denied }: Camera): Promise<void> {
  const video = dialog.querySelector("video")!, canvas = document.createElement("canvas");
  const at = (name: string): HTMLElement => dialog.querySelector<HTMLElement>(`[data-${name}]`)!;
  let stream: MediaStream | null = null, lenses: MediaDeviceInfo[] = [], lens = 0, lit = false, idle = Date.now() + IDLE, busy = false;
  const seen = new Map<string, number>();

  const stop = (): void => stream?.getTracks().forEach((track) => track.stop());
  const start = async (id?: string): Promise<void> => {
    stop();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { ...(id ? { deviceId: { exact: id } } : { facingMode: "environment" }), width: { ideal: 1920 } } });
    } catch {
      return denied();
    }
    video.srcObject = stream;
    await video.play().catch(() => undefined);
    lenses = (await navigator.mediaDevices.enumerateDevices()).filter((each) => each.kind === "videoinput");
    at("lens").hidden = lenses.length < 2;
    at("torch").hidden = !("torch" in (stream.getVideoTracks()[0]?.getCapabilities?.() ?? {}));
  };
  const close = (): void => {
    clearInterval(beat);
    stop();
    dialog.close();
  };
  // One picture at a time: what comes meanwhile is dropped. A code that stays in view is read once.
  const look = async (): Promise<void> => {
    if (Date.now() > idle) return close();
    if (busy || document.hidden || !video.videoWidth) return;
    busy = true;
    try {
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      const paint = canvas.getContext("2d", { willReadFrequently: true })!;
      paint.drawImage(video, 0, 0);
      const now = Date.now();
      for (const text of await codesIn(paint.getImageData(0, 0, canvas.width, canvas.height))) {
        const fresh = now - (seen.get(text) ?? 0) > 3000;
        seen.set(text, now);
        idle = now + IDLE;
        if (fresh) take(text);
      }
    } finally {
      busy = false;
    }
  };
  const beat = setInterval(() => void look(), 150);
  const hidden = (): void => { if (document.hidden) stop(); else if (dialog.open) void start(lenses[lens]?.deviceId); };
  document.addEventListener("visibilitychange", hidden);
  dialog.addEventListener("close", () => { clearInterval(beat); stop(); document.removeEventListener("visibilitychange", hidden); }, { once: true });
  at("close").onclick = close;
  at("lens").onclick = () => { lens = (lens + 1) % lenses.length; void start(lenses[lens]?.deviceId); };
  at("torch").onclick = () => {
    lit = !lit;
    at("torch").ariaPressed = String(lit);
    void stream?.getVideoTracks()[0]?.applyConstraints({ advanced: [{ torch: lit } as MediaTrackConstraintSet] });
  };
  const photo = dialog.querySelector<HTMLInputElement>("input[type=file]")!;
  photo.onchange = async () => {
    idle = Date.now() + IDLE;
    const found = photo.files?.[0] ? await codesIn(photo.files[0]).catch(() => []) : [];
    photo.value = "";
    if (found.length) found.forEach(take);
    else none();
  };
  dialog.showModal();
  await start();
}

// A picture goes without place and camera, at most 2000 px.
async function photo(at: HTMLInputElement): Promise<File[]> {
  const made: File[] = [];
  for (const file of at.files ?? []) {
    const picture = await createImageBitmap(file).catch(() => null);
    if (!picture) continue;
    const scale = Math.min(1, 2000 / Math.max(picture.width, picture.height)), canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [picture.width * scale, picture.height * scale];
    canvas.getContext("2d")!.drawImage(picture, 0, 0, canvas.width, canvas.height);
    made.push(await drawn(canvas, "image/jpeg", "photo.jpg"));
  }
  at.value = "";
  return made;
}

const drawn = (canvas: HTMLCanvasElement, type: string, name: string): Promise<File> =>
  new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(new File([blob], name, { type })) : failed(new Error(name))), type, 0.85));

function signed(dialog: HTMLDialogElement, done: (file: File) => void): void {
  const canvas = dialog.querySelector("canvas")!, paint = canvas.getContext("2d")!;
  let drew = false;
  const clear = (): void => {
    paint.fillStyle = "#fff";
    paint.fillRect(0, 0, canvas.width, canvas.height);
    drew = false;
  };
  clear();
  const at = (e: PointerEvent): [number, number] => {
    const box = canvas.getBoundingClientRect();
    return [(e.clientX - box.left) * canvas.width / box.width, (e.clientY - box.top) * canvas.height / box.height];
  };
  canvas.onpointerdown = (e) => {
    canvas.setPointerCapture(e.pointerId);
    paint.beginPath();
    paint.moveTo(...at(e));
    [paint.lineWidth, paint.lineCap, paint.strokeStyle] = [4, "round", "#111"];
  };
  canvas.onpointermove = (e) => {
    if (!e.buttons) return;
    paint.lineTo(...at(e));
    paint.stroke();
    drew = true;
  };
  dialog.querySelector<HTMLElement>("[data-clear]")!.onclick = clear;
  dialog.querySelector<HTMLElement>("[data-signed]")!.onclick = async () => {
    if (!drew) return;
    done(await drawn(canvas, "image/png", "signature.png"));
    dialog.close();
  };
}

// What waits, with its pictures, for whoever has to enter it by hand.
function save(facts: Fact[]): void {
  const text = (bytes: ArrayBuffer): string => btoa(new Uint8Array(bytes).reduce((all, each) => all + String.fromCharCode(each), ""));
  const told = facts.map(({ file, ...fact }) => ({ ...fact, file: file && { name: file.name, type: file.type, base64: text(file.bytes) } }));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(told, null, 1)], { type: "application/json" }));
  link.download = `outbox-${new Date().toISOString().slice(0, 10)}.json`;
  link.click();
}

(window as unknown as { more: object }).more = { openCamera: open, photo, signed, save };
