import { render } from "preact";
import { begin } from "./actions";
import { keepAddress, readAddress } from "./address";
import { App } from "./app";
import { beginTheme } from "./graph/palette";
import { exposeProbe } from "./probe";
import "./style/index.css";

const host = document.getElementById("app");
if (host) {
  beginTheme();
  exposeProbe();
  readAddress();
  const opened = begin();
  render(<App />, host);
  keepAddress();
  void opened;
}
