// The page that all pages of things are reached from: search, and the best connected of each type.

import { go, thingPath } from "../address";
import { capital, count } from "../model/text";
import { network, typeTerm } from "../state";
import { TypeMark } from "../ui/marks";
import { Link } from "../ui/parts";
import { Search } from "../ui/search";
import { bestOfEachType } from "../ui/start";

export function Which() {
  const nodes = [...network.value.nodes.values()].filter((node) => !node.id.startsWith("paper/"));
  const types = bestOfEachType(nodes).map((node) => node.type);
  return (
    <>
      <header class="page-head">
        <h1>Every thing has a page</h1>
        <p class="quiet">Search by any of its names, or begin with the best connected.</p>
      </header>
      <div class="asked">
        <Search label="Thing" placeholder="Name of a method, dataset, chip, task …" onPick={(hit) => { go(thingPath(hit.id)); }} /* prettier-ignore */ />
      </div>
      <div class="tiles">
        {types.map((type) => (
          <section key={type}>
            <h2>
              <TypeMark type={type} /> {capital(typeTerm(type).label)}
            </h2>
            <ol class="ranking">
              {nodes.filter((node) => node.type === type).sort((a, b) => b.degree - a.degree).slice(0, 8).map((node) => (
                <li key={node.id}>
                  <Link to={thingPath(node.id)} class="name">
                    <span>{node.label}</span>
                  </Link>
                  <span class="quiet">{count(node.papers, "paper")}</span>
                </li>
              ))}
            </ol>
          </section>
        ))}
      </div>
    </>
  );
}
