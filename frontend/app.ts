// What every page of the desk does in the browser: keys, palette, toasts, drafts, the bar without a network, live rows.
import "htmx.org";
import "htmx.org/dist/ext/hx-sse.js";
import { drafts } from "./elements/drafts";
import { keys } from "./elements/keys";
import { choices, live } from "./elements/live";
import { palette } from "./elements/palette";
import { pop } from "./elements/pop";
import { offline, toasts } from "./elements/toasts";

keys();
palette();
drafts();
toasts();
offline();
live();
pop();
choices();
