// Reads codes with the camera until it is closed: loaded when somebody first taps for it.
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
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

(window as unknown as { openCamera: typeof open }).openCamera = open;
