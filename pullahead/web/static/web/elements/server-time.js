// The server's clock rules; this machine's may be wrong, and a demo's is moved on purpose.
const ahead = Date.parse(document.documentElement.dataset.now ?? "") - Date.now();

export const serverNow = () => Date.now() + ahead;
