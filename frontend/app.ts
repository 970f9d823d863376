// What every page of the desk does in the browser.
import "htmx.org";
