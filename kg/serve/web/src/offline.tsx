import { render } from "preact";
import { begin } from "./actions";
import { keepAddress, readAddress } from "./address";
import { offline, type Inlined } from "./api/offline";
import { App } from "./app";
import { beginTheme } from "./graph/palette";
import { source } from "./state";
import { exposeProbe } from "./probe";
import "./style/index.css";

const host = document.getElementById("app");
const data = document.getElementById("kg-data")?.textContent;
if (host && data) {
  source.value = offline(JSON.parse(data) as Inlined);
  beginTheme();
  exposeProbe();
  readAddress();
  const opened = begin();
  render(<App />, host);
  keepAddress();
  void opened;
}
