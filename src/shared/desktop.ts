/** The one name that preload, page and desktop host share: of the request for a port to the engine, and of its answer. */
export const PORT_CHANNEL = 'millrace:port';

/** Where the desktop host serves the page from: a scheme of our own instead of file://. */
export const APP_ORIGIN = 'app://millrace';
